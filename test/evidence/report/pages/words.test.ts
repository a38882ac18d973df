import { describe, expect, test } from "@jest/globals";
import { countResults } from "../../../../lib/evidence/report/count-results.ts";
import { criterionResult, testResult } from "../../../../lib/evidence/report/document/words.ts";
import type { Section, TestResult } from "../../../../lib/evidence/report/report.ts";

const aTest = (more: Partial<TestResult> = {}): TestResult => ({
  ...{ id: "a-test", asks: "Did it?", parameters: {}, populations: ["logins"], examined: 3, unit: "events" },
  ...{ result: "passed", notRun: null, exceptions: { open: 0, explained: 0, closed: 0 }, listed: [] },
  ...more,
});
const of = (...tests: TestResult[]): Section => ({ criterion: "CC7.2", title: "", claim: "", limits: "", tests });
const empty = aTest({ examined: 0, result: "nothing-to-examine" });
const unrun = aTest({ examined: 0, result: "not-run", notRun: "no list was given" });

describe("a result in words", () => {
  test("of a test over nothing never counts as passed", () => {
    expect(testResult(aTest())).toEqual({ text: "passed, no exceptions", tone: "good" });
    expect(testResult(empty)).toMatchObject({ text: expect.stringMatching(/^nothing to examine/), tone: "note" });
    expect(countResults([aTest(), empty, unrun])).toMatchObject({ passed: 1, nothing: 1, notRun: 1 });
  });

  test.each([
    [of(aTest()), "passed", "good"],
    [of(aTest(), empty), "passed; 1 test had nothing to examine", "good"],
    [of(aTest(), unrun), "passed; 1 test not run", "note"],
    [of(empty, empty), "2 tests had nothing to examine", "note"],
    [of(unrun), "not run", "note"],
    [
      of(aTest({ result: "exceptions", exceptions: { open: 2, explained: 0, closed: 0 } }), empty),
      "2 open exceptions; 1 test had nothing to examine",
      "bad",
    ],
  ])("of a criterion is that of its worst test, and says what shows nothing", (section, text, tone) => {
    expect(criterionResult(section)).toEqual({ text, tone });
  });
});
