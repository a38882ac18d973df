/** How many of some tests ended in which way, and their exceptions by state: counted once for every page, report.json and the terminal. */
import type { ExceptionState, TestResult } from "./report.ts";

export function countResults(tests: readonly TestResult[]) {
  const ended = (wanted: TestResult["result"]) => tests.filter(({ result }) => result === wanted).length;
  const inState = (state: ExceptionState) => tests.reduce((total, { exceptions }) => total + exceptions[state], 0);
  return {
    passed: ended("passed"),
    withExceptions: ended("exceptions"),
    nothing: ended("nothing-to-examine"),
    notRun: ended("not-run"),
    ...{ open: inState("open"), explained: inState("explained"), closed: inState("closed") },
  };
}
