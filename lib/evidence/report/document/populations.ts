/** What was counted, where it lies, and what was drawn from it. */
import type { Report } from "../report.ts";
import type { Block } from "./block.ts";
import { counted, hourText, number } from "./words.ts";

/** Whom mappings belong to was mostly said before the period: by what, and how far that reaches. */
function accessReview({ accessReview: { rows, mappings, ownerless, before } }: Report): readonly Block[] {
  const unknown = ownerless === 0 ? "" : ` Of ${number(ownerless)} of them no sealed event says whose they are.`;
  const intro = `access-review.csv lists ${counted(mappings, "mapping")} and who used each (${counted(rows, "row")}), for owners to decide on.${unknown}`;
  if (before === null) {
    const text = `${intro} Owners, roles and states are what the sealed events of the period say; the chain begins with it.`;
    return [{ kind: "text", text }];
  }
  const unread = before.unread === 0 ? "" : ` ${counted(before.unread, "thing")} of them could not be read.`;
  const text = `${intro} Owners, roles and states are what the sealed events say, those of the period and ${counted(before.changes, "change")} of mappings before it: every hour since ${hourText(before.since)} was looked through.${unread}`;
  const columns = [
    { label: "Hour (UTC)", share: 20 },
    { label: "Hash of its seal", share: 80 },
  ];
  const rowsOf = before.hours.map(({ hour, sealHash }) => [hourText(hour), sealHash] as const);
  const caption = "Hours before the period in which mappings changed";
  return [
    { kind: "text", text },
    ...(rowsOf.length > 0 ? [{ kind: "table", table: { caption, columns, rows: rowsOf } } as const] : []),
  ];
}

export function populations(report: Report): readonly Block[] {
  const { populations: all, populationFiles, exceptionsFile, accessReview: review, completeness } = report;
  const file = ({ path, bytes, sha256 }: { readonly path: string; readonly bytes: number; readonly sha256: string }) =>
    [path, number(bytes), sha256] as const;
  const rows = all.map(({ name, title, events, types }) => [name, title, types.join(", "), number(events)]);
  const own = all.flatMap(({ csv, jsonl }) => [csv, jsonl]).filter((each) => each !== null);
  const files = [...own, ...(populationFiles ? [populationFiles] : []), exceptionsFile, review.file];
  const where =
    populationFiles === null
      ? "Each is a CSV, a row an event, and a JSONL with the events themselves, byte for byte as they are sealed."
      : "Their rows stand in the evidence bucket as the days wrote them, a gzipped CSV a day and population; population-files.csv names each with the SHA-256 that it must have.";
  return [
    { kind: "heading", level: 2, text: "Populations", id: "populations", onNewPage: true },
    {
      kind: "text",
      text: `Every sealed event stands in exactly one population: they add up to ${number(completeness.events.inPopulations)}, and ${number(completeness.events.sealed)} were sealed. ${where}`,
    },
    {
      kind: "table",
      table: {
        caption: "Populations and their sizes",
        columns: [
          { label: "Population", share: 16 },
          { label: "What it holds", share: 28 },
          { label: "Types of event", share: 44 },
          { label: "Events", share: 12, isNumber: true },
        ],
        rows,
      },
    },
    ...accessReview(report),
    { kind: "text", text: "exceptions.csv has every exception of every test." },
    {
      kind: "table",
      table: {
        caption: "Files, each with the SHA-256 that it must have",
        columns: [
          { label: "File", share: 30 },
          { label: "Bytes", share: 11, isNumber: true },
          { label: "SHA-256", share: 59 },
        ],
        rows: files.map(file),
      },
    },
  ];
}

export function sample({ sample: { method, seed, size, events } }: Report): readonly Block[] {
  return [
    { kind: "heading", level: 2, text: "Sample for your own hands", id: "sample", onNewPage: true },
    { kind: "text", text: method },
    {
      kind: "facts",
      facts: [
        ["Seed", seed],
        ["Of each population", counted(size, "event")],
        [
          "Proofs",
          "proofs.json has the path from each leaf to the root in its hour's seal; the verifier checks every one",
        ],
      ],
    },
    {
      kind: "table",
      table: {
        caption: `${counted(events.length, "event")} drawn`,
        columns: [
          { label: "Event", share: 21 },
          { label: "Population", share: 11 },
          { label: "Type", share: 14 },
          { label: "Occurred (UTC)", share: 11 },
          { label: "Sealed in", share: 10 },
          { label: "Leaf", share: 26 },
          { label: "Proof", share: 7 },
        ],
        rows: events.map(({ population, eventId, type, occurredAt, hour, leaf, proven }) => [
          eventId,
          population,
          type,
          occurredAt.slice(0, 19).replace("T", " "),
          hourText(hour),
          leaf,
          proven ? "yes" : { text: "MISSING", tone: "bad" },
        ]),
      },
    },
  ];
}
