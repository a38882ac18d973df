/** What somebody reads who reads one page: of what, whether it is whole, what could not be read, and the result by criterion. */
import { countResults } from "../count-results.ts";
import type { Report, Unread } from "../report.ts";
import type { Block, Table } from "./block.ts";
import { counted, criterionResult, hourText, instantText, number } from "./words.ts";

/** On the first page; more of them stand in a section of their own. */
const ON_FIRST_PAGE = 5;
const UNREAD_SECTION = "unread";

function verdict({ basis, complete, unreadCount, completeness: { events } }: Report): Block {
  if (!complete) {
    const text = `${counted(unreadCount, "thing")} could not be read. Nothing in this report speaks for them; ${number(events.read)} of ${number(events.sealed)} sealed events were read.`;
    return { kind: "verdict", tone: "bad", title: "This report is NOT complete", text };
  }
  const read = `${counted(events.read, "event")} of ${number(events.sealed)}`;
  const text =
    basis === "events"
      ? `Everything that the seals of the period name could be read again: ${read}.`
      : `Everything that the seals of the period name could be read when its day was examined: ${read}. This report joins those days, and did not read the events again.`;
  return { kind: "verdict", tone: "good", title: "This report is complete", text };
}

function unreadTable(unread: readonly Unread[], caption: string): Block {
  const columns = [
    { label: "What is wrong", share: 20 },
    { label: "Where", share: 40 },
    { label: "What is missing by it", share: 40 },
  ];
  return {
    kind: "table",
    table: { caption, columns, rows: unread.map(({ kind, where, what }) => [kind, where, what]) },
  };
}

function unreadBlocks({ unread, unreadCount }: Report): readonly Block[] {
  if (unreadCount === 0) return [];
  const shown = unread.slice(0, ON_FIRST_PAGE);
  const more: Block = {
    kind: "text",
    text: `The first ${shown.length} of ${number(unreadCount)}; the section “What could not be read” goes on.`,
  };
  return [unreadTable(shown, "What could not be read"), ...(unreadCount > shown.length ? [more] : [])];
}

/** All that the report lists, where the first page has not room for it. */
export function unreadSection({ unread, unreadCount }: Report): readonly Block[] {
  if (unreadCount <= ON_FIRST_PAGE) return [];
  const rest: Block = {
    kind: "text",
    text: `${counted(unreadCount - unread.length, "more")} were counted, and are not listed one by one.`,
  };
  return [
    { kind: "heading", level: 2, text: "What could not be read", id: UNREAD_SECTION, onNewPage: true },
    unreadTable(unread, "Everything that could not be read"),
    ...(unreadCount > unread.length ? [rest] : []),
  ];
}

function criteriaTable(report: Report): Table {
  const isNumber = true;
  const columns = [
    { label: "Criterion", share: 10 },
    { label: "What it is about", share: 28 },
    { label: "Passed", share: 8, isNumber },
    { label: "With exceptions", share: 11, isNumber },
    { label: "Nothing to examine", share: 10, isNumber },
    { label: "Not run", share: 6, isNumber },
    { label: "Result", share: 27 },
  ];
  const rows = report.sections.map((section) => {
    const { passed, withExceptions, nothing, notRun } = countResults(section.tests);
    const { criterion: text, title } = section;
    const numbers = [passed, withExceptions, nothing, notRun].map(number);
    return [{ text, to: sectionId(text) }, title, ...numbers, criterionResult(section)];
  });
  return { caption: "Result by criterion (tests)", columns, rows };
}

export const sectionId = (criterion: string): string => criterion.toLowerCase().replaceAll(/[^a-z0-9]/g, "-");

export function firstPage(report: Report): readonly Block[] {
  const { period, completeness, environments, summary } = report;
  const { head } = completeness;
  const { open, explained, closed } = summary.exceptions;
  return [
    verdict(report),
    ...unreadBlocks(report),
    {
      kind: "facts",
      facts: [
        ["Environment", environments.length > 0 ? environments.join(", ") : "no event names one"],
        [
          "Period",
          `${instantText(period.start)} to ${instantText(period.end)}: ${counted(period.hours, "hour")} of arrival`,
        ],
        ["Made by", `samltrail ${completeness.codeVersion}`],
        ["Head of the chain", `${hourText(head.hour)}, ${head.hash}`],
      ],
    },
    { kind: "table", table: criteriaTable(report) },
    {
      kind: "table",
      table: {
        caption: "In numbers",
        columns: [
          ...["Logins", "Refused attempts", "Persons", "Grants", "Credentials"],
          ...["Mapping changes", "Prunes", "Guard changes"],
          "Exceptions: open / explained / closed",
        ].map((label, index) => ({ label, share: index === 8 ? 18 : index === 4 ? 13 : 10, isNumber: true })),
        rows: [
          [
            ...[summary.logins, summary.failures, summary.persons, summary.grants, summary.credentials].map(number),
            ...[summary.mappingChanges, summary.prunes, summary.guardChanges].map(number),
            `${number(open)} / ${number(explained)} / ${number(closed)}`,
          ],
        ],
      },
    },
    {
      kind: "text",
      text: "Each test ran on a whole population, never on a sample. Open: somebody owes an answer. Explained: the archive itself says why. Closed: the archive says that it was put right. A test that was not run, or had nothing to examine, never counts as passed.",
    },
  ];
}
