import { countResults } from "./count-results.ts";
import type { Report, Section } from "./report.ts";
import type { Tallies } from "./tallies.ts";

/** What stands at the head of a report, in numbers. */
export function summaryOf(
  { byPopulation, failures }: Tallies,
  persons: number,
  sections: readonly Section[],
): Report["summary"] {
  const tests = sections.flatMap((section) => section.tests);
  const { passed, withExceptions, nothing, notRun, ...exceptions } = countResults(tests);
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
    tests: { passed, exceptions: withExceptions, nothingToExamine: nothing, notRun },
    exceptions,
  };
}
