/** `samltrail check`: judges SAML responses with the steps of a login, without a ledger. */
import { access } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createSchemaValidator } from "../../lib/saml/schema/create-schema-validator.ts";
import { type Command, UsageError } from "../command.ts";
import { checkBatch } from "./batch.ts";

const usage = `usage: samltrail check --batch <cases.jsonl> [--out <results.jsonl>]

Judges every case of a corpus, each with its own clock, identity provider and service provider, without a ledger: a case
a line, { id, samlResponse, at, identityProvider, serviceProvider, inResponseTo, expect, reason }. Prints what was judged,
each verdict that is not the expected one, and where the reason is another than the corpus names.

  --batch <file>   the cases, JSON Lines
  --out <file>     writes one line a case: { id, outcome, step, reason, problem, nameId, ms }

Exit codes: 0 every verdict as expected, 1 a wrong verdict, 2 a case that could not be judged.`;

export const checkCommand: Command = {
  summary: "judge SAML responses that others wrote against the verdict they must get",
  usage,
  async run(args, { out, error }) {
    const { values } = parseArgs({
      args: [...args],
      options: { batch: { type: "string" }, out: { type: "string" } },
    });
    const file = values.batch;
    if (file === undefined)
      throw new UsageError("expected a file of cases, as in: samltrail check --batch cases.jsonl");
    await access(file).catch(() => {
      throw new UsageError(`${file} cannot be read`);
    });
    const validator = createSchemaValidator("libxml2-wasm");
    const isTerminal = process.stderr.isTTY;
    const summary = await checkBatch(file, values.out, validator, (done) => {
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
  },
};
