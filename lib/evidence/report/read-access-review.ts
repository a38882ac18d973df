/** Reads an access-review.csv back that owners have filled in, and says line by line what is wrong with it. */
import { createHash } from "node:crypto";
import { readCsv } from "../../csv/read-csv.ts";
import { unquoted } from "../../csv/write-csv.ts";
import { printable } from "../../events/printable.ts";
import { FILLED_IN, REVIEW_COLUMNS, rowCheck, STATED } from "./access-review.ts";

const DECISIONS = ["keep", "change", "revoke"] as const;

interface ReviewDecision {
  readonly mappingId: string;
  /** Null: the mapping itself, which nobody used in the period. */
  readonly subject: string | null;
  readonly decision: (typeof DECISIONS)[number];
  readonly rationale: string;
  readonly reviewer: string;
}

export interface ReadReview {
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly sha256: string;
  readonly decisions: readonly ReviewDecision[];
  /** A line each, in the order of the file. */
  readonly faults: readonly string[];
}

/** A reason that is shorter says nothing. */
const SHORTEST_RATIONALE = 10;
const [LONGEST_RATIONALE, LONGEST_REVIEWER] = [512, 256];

type Column = (typeof REVIEW_COLUMNS)[number];
type Row = Readonly<Record<Column, string>>;

const isDecision = (text: string): text is ReviewDecision["decision"] =>
  (DECISIONS as readonly string[]).includes(text);

/** What is wrong with what was filled in. */
function faultsOf({ decision, rationale, reviewer }: Row): string[] {
  const faults: string[] = [];
  const given = decision.trim().toLowerCase();
  if (given === "") faults.push("decision is empty: keep, change or revoke");
  else if (!isDecision(given)) faults.push(`decision is ${printable(decision, 40)}: expected keep, change or revoke`);
  if (rationale.trim().length < SHORTEST_RATIONALE) {
    faults.push(
      `rationale is ${rationale.trim() === "" ? "empty" : "too short"}: say why in ${SHORTEST_RATIONALE} characters or more`,
    );
  }
  if (rationale.trim().length > LONGEST_RATIONALE)
    faults.push(`rationale is longer than ${LONGEST_RATIONALE} characters`);
  if (reviewer.trim() === "") faults.push("reviewer is empty: who decided");
  if (reviewer.trim().length > LONGEST_REVIEWER) faults.push(`reviewer is longer than ${LONGEST_REVIEWER} characters`);
  return faults;
}

/** Every row once, and none of another report: the list says itself how many there are. */
function faultsOfWhole(rows: readonly Row[]): string[] {
  const faults: string[] = [];
  const periods = new Set(rows.map(({ period }) => period));
  if (periods.size > 1) faults.push(`the list has rows of several reports: ${[...periods].slice(0, 3).join("; ")}`);
  const totals = new Set(rows.map(({ row }) => Number(/^\d+ of (\d+)$/.exec(row)?.[1] ?? Number.NaN)));
  const [total = 0] = totals;
  const numbers = rows.map(({ row }) => Number.parseInt(row, 10));
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice !== undefined) faults.push(`row ${twice} is there twice`);
  const there = new Set(numbers);
  const missing = Array.from({ length: Number.isSafeInteger(total) ? total : 0 }, (_, index) => index + 1).filter(
    (number) => !there.has(number),
  );
  const [first] = missing;
  if (missing.length === 1) faults.push(`row ${first} of ${total} is missing`);
  if (missing.length > 1) faults.push(`${missing.length} rows are missing, the first is row ${first} of ${total}`);
  return faults;
}

/** Some spreadsheets save in the encoding of their system, however they were given a list. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * @param file the list's bytes
 * @throws UnreadableCsv where it is no CSV
 */
export function readAccessReview(file: Buffer): ReadReview {
  const sha256 = createHash("sha256").update(file).digest("hex");
  const text = decode(file);
  const [head, ...lines] = readCsv(text);
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const absent = REVIEW_COLUMNS.filter((column) => !names.includes(column));
  if (absent.length > 0) {
    return { period: null, sha256, decisions: [], faults: [`line 1: the columns ${absent.join(", ")} are missing`] };
  }
  const faults: string[] = [];
  const decisions: ReviewDecision[] = [];
  const rows: Row[] = [];
  for (const { cells, line } of lines) {
    const entries = REVIEW_COLUMNS.map((column) => [column, unquoted(cells[names.indexOf(column)] ?? "")] as const);
    const row = Object.fromEntries(entries) as Row;
    const own = faultsOf(row);
    if (rowCheck(STATED.map((column) => row[column])) !== row.check.trim()) {
      own.push(`the stated cells are not as they were written: only ${FILLED_IN.join(", ")} may be filled in`);
    }
    faults.push(
      ...own.map((fault) => `line ${line} (${printable(row.row, 20)}, ${printable(row.mapping_id, 64)}): ${fault}`),
    );
    rows.push(row);
    const decision = row.decision.trim().toLowerCase();
    if (own.length > 0 || !isDecision(decision)) continue;
    decisions.push({
      mappingId: row.mapping_id,
      subject: row.subject === "" ? null : row.subject,
      decision,
      rationale: printable(row.rationale.trim(), LONGEST_RATIONALE),
      reviewer: printable(row.reviewer.trim(), LONGEST_REVIEWER),
    });
  }
  if (rows.length === 0) faults.push("the list has no rows");
  faults.push(...faultsOfWhole(rows));
  const [from = "", to = ""] = rows[0]?.period.split(" to ") ?? [];
  return { period: { from, to }, sha256, decisions, faults };
}
