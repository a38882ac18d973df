/** What a person reads once a report is built: what could not be read, then the criteria, a line each, and what is open. */
import { countResults } from "../../lib/evidence/report/count-results.ts";
import type { Report, Section } from "../../lib/evidence/report/report.ts";

const number = (count: number): string => count.toLocaleString("en-US");

const TITLE_WIDTH = 64;

/** Of what could not be read; the report has more. */
const SHOWN = 10;

function resultOf({ tests }: Section): string {
  const { passed, nothing, notRun, open, explained, closed } = countResults(tests);
  const parts = [
    [passed, "passed"],
    [nothing, "with nothing to examine"],
    [notRun, "not run"],
    [open, open === 1 ? "open exception" : "open exceptions"],
    [explained, "explained"],
    [closed, "closed"],
  ] as const;
  return parts.flatMap(([found, word]) => (found > 0 ? [`${number(found)} ${word}`] : [])).join(", ");
}

export function summaryLines({
  summary,
  period,
  sections,
  unread,
  unreadCount,
  accessReview,
}: Report): readonly string[] {
  const partial =
    unreadCount === 0
      ? []
      : [
          `NOT COMPLETE: ${number(unreadCount)} things could not be read`,
          ...unread.slice(0, SHOWN).map(({ kind, where, what }) => `  ${kind}  ${where}: ${what}`),
        ];
  const open = sections.flatMap(({ criterion, tests }) =>
    tests.flatMap(({ id, exceptions, listed }) =>
      exceptions.open === 0
        ? []
        : [
            `  ${criterion} ${id}: ${number(exceptions.open)}`,
            `    ${listed.find(({ state }) => state === "open")?.what ?? ""}`,
          ],
    ),
  );
  const counts = [
    [summary.logins, "logins"],
    [summary.failures, "refused attempts"],
    [summary.persons, summary.persons === 1 ? "person" : "people"],
    [summary.credentials, "records of credentials"],
    [summary.mappingChanges, "changes of mappings"],
    [summary.guardChanges, "changes of guards"],
  ] as const;
  return [
    ...partial,
    `${number(summary.events)} events in ${number(period.hours)} sealed ${period.hours === 1 ? "hour" : "hours"}: ${counts.map(([count, word]) => `${number(count)} ${word}`).join(", ")}`,
    ...sections.map(
      (section) => `  ${section.criterion.padEnd(6)} ${section.title.padEnd(TITLE_WIDTH)} ${resultOf(section)}`,
    ),
    ...(open.length > 0
      ? ["open exceptions, and the first of each test (exceptions.csv has all):", ...open]
      : ["nothing is open"]),
    `${number(accessReview.rows)} ${accessReview.rows === 1 ? "row" : "rows"} to review in access-review.csv; samltrail report read-review takes it back`,
  ];
}
