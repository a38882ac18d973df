/** Judges a whole corpus, line by line, and sums the verdicts up. */
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import type { SchemaValidator } from "../../lib/saml/schema/schema-validator.ts";
import { type Case, caseSchema } from "./case.ts";
import { judge, type Verdict } from "./judge.ts";

export interface BatchSummary {
  readonly judged: number;
  readonly accepted: number;
  /** Accepted though it must be refused, or refused though it must be accepted. */
  readonly wrong: readonly Verdict[];
  /** Refused as it must be, but for another reason than the corpus names: questions, not failures. */
  readonly otherReason: readonly { readonly verdict: Verdict; readonly expected: string }[];
  /** Lines that are not a case, or whose certificates cannot be used. */
  readonly unreadable: readonly { readonly line: number; readonly why: string }[];
}

function parseCase(line: string): Case | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return "not JSON";
  }
  const result = caseSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit"}`;
}

const isWrong = (given: Case, verdict: Verdict) => given.expect !== undefined && given.expect !== verdict.outcome;

function expectedReason(given: Case, verdict: Verdict): string | null {
  if (verdict.outcome === "accept" || !given.reason || verdict.reason === null) return null;
  return [given.reason, ...(given.alsoReasons ?? [])].includes(verdict.reason) ? null : given.reason;
}

/**
 * @param file JSON Lines, a case a line
 * @param out where to write one verdict a line, or `undefined`
 * @param onProgress told after each case how many are done
 */
export async function checkBatch(
  file: string,
  out: string | undefined,
  validator: SchemaValidator,
  onProgress: (done: number) => void,
): Promise<BatchSummary> {
  const sink = out === undefined ? undefined : createWriteStream(out);
  const written = sink && finished(sink);
  const wrong: Verdict[] = [];
  const otherReason: { verdict: Verdict; expected: string }[] = [];
  const unreadable: { line: number; why: string }[] = [];
  let line = 0;
  let judged = 0;
  let accepted = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === "") continue;
    const given = parseCase(text);
    if (typeof given === "string") {
      unreadable.push({ line, why: given });
      continue;
    }
    let verdict: Verdict;
    try {
      verdict = await judge(given, validator);
    } catch (error) {
      unreadable.push({ line, why: error instanceof Error ? error.message : String(error) });
      continue;
    }
    judged += 1;
    if (verdict.outcome === "accept") accepted += 1;
    if (isWrong(given, verdict)) wrong.push(verdict);
    const expected = expectedReason(given, verdict);
    if (expected !== null) otherReason.push({ verdict, expected });
    sink?.write(`${JSON.stringify(verdict)}\n`);
    onProgress(judged);
  }
  sink?.end();
  await written;
  return { judged, accepted, wrong, otherReason, unreadable };
}
