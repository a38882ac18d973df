/** `samltrail check --batch`: judges a corpus and says which verdicts are not the expected ones. */
import { access } from "node:fs/promises";
import { createSchemaValidator } from "../../lib/saml/schema/create-schema-validator.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { checkBatch } from "./batch.ts";

/** @returns the exit code: 0 every verdict as expected, 1 a wrong one, 2 a case that could not be judged */
export async function runBatch(
  file: string,
  results: string | undefined,
  { out, error }: Surroundings,
): Promise<number> {
  await access(file).catch(() => {
    throw new UsageError(`${file} cannot be read`);
  });
  const isTerminal = process.stderr.isTTY;
  const summary = await checkBatch(file, results, createSchemaValidator("libxml2-wasm"), (done) => {
    if (isTerminal) process.stderr.write(`\r${done} judged`);
  });
  if (isTerminal) process.stderr.write("\r\u001b[K");
  for (const { line, why } of summary.unreadable) error(`line ${line} could not be judged: ${why}`);
  for (const { id, outcome, step, reason, problem } of summary.wrong)
    error(`WRONG ${id}: ${outcome}${reason === null ? "" : ` at ${step}, ${reason} (${problem})`}`);
  for (const { verdict, expected } of summary.otherReason)
    out(`other reason, ${verdict.id}: ${verdict.reason} (${verdict.problem}), the corpus says ${expected}`);
  out(
    `${summary.judged} judged, ${summary.accepted} accepted, ${summary.wrong.length} wrong verdicts, ` +
      `${summary.otherReason.length} for another reason than named`,
  );
  if (summary.unreadable.length > 0) return 2;
  return summary.wrong.length > 0 ? 1 : 0;
}
