import type { Report, Section, TestResult } from "./report.ts";
import type { Tallies } from "./tallies.ts";

/** What stands at the head of a report, in numbers. */
export function summaryOf(
  { byPopulation, failures }: Tallies,
  persons: number,
  sections: readonly Section[],
): Report["summary"] {
  const tests = sections.flatMap((section) => section.tests);
  const results = (result: TestResult["result"]) => tests.filter((test) => test.result === result).length;
  const inState = (state: "open" | "explained" | "closed") =>
    tests.reduce((sum, { exceptions }) => sum + exceptions[state], 0);
  return {
    events: Object.values(byPopulation).reduce((sum, count) => sum + count, 0),
    logins: byPopulation.logins,
    failures,
    persons,
    grants: byPopulation.grants,
    credentials: byPopulation.credentials,
    mappingChanges: byPopulation["mapping-changes"],
    prunes: byPopulation.prunes,
    guardChanges: byPopulation["guard-changes"],
    tests: {
      passed: results("passed"),
      exceptions: results("exceptions"),
      nothingToExamine: results("nothing-to-examine"),
      notRun: results("not-run"),
    },
    exceptions: { open: inState("open"), explained: inState("explained"), closed: inState("closed") },
  };
}
