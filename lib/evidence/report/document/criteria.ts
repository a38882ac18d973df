/** A section for each criterion: what is claimed, each test with its parameters and its result, every exception with its state. */
import type { Report, Section, TestResult } from "../report.ts";
import type { Block, Cell } from "./block.ts";
import { sectionId } from "./first-page.ts";
import { counted, criterionResult, hourText, number, testResult } from "./words.ts";

function exceptionsTable({ id, listed, exceptions }: TestResult): readonly Block[] {
  const all = exceptions.open + exceptions.explained + exceptions.closed;
  if (all === 0) return [];
  const rows = listed.map(({ id: name, state, what, note, hour, eventId }): readonly Cell[] => [
    name,
    { text: state, tone: state === "open" ? "bad" : "plain" },
    note === null ? what : `${what} — ${note}`,
    hour === null ? "—" : hourText(hour),
    eventId ?? "—",
  ]);
  const columns = [
    { label: "Exception", share: 16 },
    { label: "State", share: 8 },
    { label: "What, and why it is in that state", share: 38 },
    { label: "Hour (UTC)", share: 11 },
    { label: "Event", share: 27 },
  ];
  const more: Block = {
    kind: "text",
    text: `${counted(all - listed.length, "more exception")} of this test in exceptions.csv.`,
  };
  return [
    { kind: "table", table: { caption: `Exceptions of ${id}`, columns, rows } },
    ...(all > listed.length ? [more] : []),
  ];
}

function parametersOf({ parameters }: TestResult): string {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return "none";
  return entries.map(([name, value]) => `${name} = ${typeof value === "object" ? value.join(", ") : value}`).join("; ");
}

function testBlocks(test: TestResult): readonly Block[] {
  return [
    { kind: "heading", level: 3, text: `Test ${test.id}`, id: `test-${test.id}` },
    {
      kind: "facts",
      facts: [
        ["Question", test.asks],
        ["Result", testResult(test)],
        [
          "Run on",
          `${test.unit}: ${number(test.examined)}${test.populations.length > 0 ? `; populations: ${test.populations.join(", ")}` : ""}`,
        ],
        ["Parameters", parametersOf(test)],
      ],
    },
    ...exceptionsTable(test),
  ];
}

function sectionBlocks(section: Section, isFirst: boolean): readonly Block[] {
  const { criterion, title, claim, limits, tests } = section;
  return [
    { kind: "heading", level: 2, text: `${criterion}: ${title}`, id: sectionId(criterion), onNewPage: isFirst },
    {
      kind: "facts",
      facts: [
        ["Claim", claim],
        ["Result", criterionResult(section)],
        ["What nobody can tell from here", limits],
      ],
    },
    ...tests.flatMap(testBlocks),
  ];
}

export const criteria = ({ sections }: Report): readonly Block[] =>
  sections.flatMap((section, index) => sectionBlocks(section, index === 0));
