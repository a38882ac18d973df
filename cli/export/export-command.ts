/** `samltrail export`: takes the seals of a period and all they cover out of the archive, as a package. */
import { parseArgs } from "node:util";
import type { EvidenceReader } from "../../lib/evidence/evidence-store.ts";
import { hoursLater } from "../../lib/evidence/hours.ts";
import { headKey } from "../../lib/evidence/keys-in-bucket.ts";
import { collectEvidence, PeriodNotSealed } from "../../lib/evidence/package/collect-evidence.ts";
import { proveEvents, UnknownEvent } from "../../lib/evidence/package/prove-events.ts";
import { writePackage } from "../../lib/evidence/package/write-package.ts";
import { ChainFault } from "../../lib/evidence/seal.ts";
import { hasCode } from "../../lib/files/has-code.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { enterStack, STACK_OPTIONS, STACK_USAGE } from "../stack.ts";
import { createProgress } from "./progress.ts";
import { exportRecorder, type RecordExport } from "./record-export.ts";
import { openSource, readHour, VERIFIER_FILES } from "./source.ts";
import { openTarget, requireFree } from "./target.ts";

const usage = `usage: samltrail export --from <when> --to <when> --out <folder or .zip> (<which stack> | --folder <copy>)

Writes a package: the seals of a period, every object that they cover, the verifier and how to use it. Nothing in it needs to
be believed: samltrail verify makes every hash, count and signature again. Exit code 1 where something is missing. What is taken out
of a stack is recorded there as Evidence Exported, before the package has its manifest.

  --from, --to <when>  hours of arrival, UTC: a day (2026-08-03) or an hour (2026-08-03T12); both are included
  --out <path>         a new folder, or a new file whose name ends in .zip
  --bucket <name>      another evidence bucket than the stack's own
  --folder <copy>      a copy of the bucket on disk, such as .samltrail/s3/evidence/objects of npm start
  --seals-only         the seals of a long period and their daily roll-ups, without the events: a year is verified in seconds, but
                       for what only the events can show (samltrail verify ends with 4 and says so)
  --prove <event id>   adds the proof that this event is in its seal; may be given often
  --environment <name> as the stack's events have it; by default that of the stage file, where the stack is local
  --by <name>          who; by default whom AWS knows you as, and on this machine's own stack your user name

${STACK_USAGE}`;

interface Order {
  readonly source: EvidenceReader;
  readonly from: string;
  readonly to: string;
  readonly target: string;
  readonly prove: readonly string[];
  readonly sealsOnly: boolean;
  readonly record: RecordExport | null;
}

async function exportPackage(
  { source, from, to, target, prove, sealsOnly, record }: Order,
  { out, error }: Surroundings,
): Promise<number> {
  await requireFree(target);
  const progress = createProgress(error, "files");
  const evidence = await collectEvidence(source, { from, to }, sealsOnly ? "seals" : "whole");
  const proofs = prove.length > 0 ? [await proveEvents(source, evidence.seals, prove)] : [];
  const writer = openTarget(target);
  const extra = [...VERIFIER_FILES, ...proofs];
  const { missing, files } = await writePackage(source, evidence, writer, {
    extra,
    progress,
    record: async (manifestHash) =>
      record?.({ kind: "package", period: { from, to }, manifestHash, names: "left-out" }),
  });
  await writer.close();
  const { seals, log } = evidence.manifest;
  const events = evidence.seals.reduce((sum, { body }) => sum + body.leafCount, 0);
  const what = sealsOnly
    ? `${seals.count} seals of ${events} events, which are not in it`
    : `${events} events under ${seals.count} seals`;
  out(`${target}: ${what}, from ${from} to ${hoursLater(to, 1)} UTC, in ${files} files`);
  out(
    `to verify it, take the head ${headKey(log.head.hour)} from the bucket of heads, and the key from who runs samltrail`,
  );
  for (const key of missing) error(`missing in the archive: ${key}`);
  return missing.length > 0 ? 1 : 0;
}

export const exportCommand: Command = {
  usage,
  async run(args, surroundings) {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...STACK_OPTIONS,
        ...{ from: text, to: text, out: text, bucket: text, folder: text, environment: text, by: text },
        prove: { type: "string", multiple: true, default: [] },
        "seals-only": { type: "boolean", default: false },
      },
    });
    const { out: target, folder, prove, environment, by, "seals-only": sealsOnly } = values;
    if (target === undefined) throw new UsageError("expected --out, a new folder or a file whose name ends in .zip");
    const from = readHour("from", values.from, "00");
    const to = readHour("to", values.to, "23");
    const leave = await enterStack(values);
    try {
      const record = await exportRecorder({ choice: values, folder, environment, by, now: surroundings.now });
      const bucket = values.bucket ?? (folder === undefined ? process.env.EVIDENCE_BUCKET : undefined);
      const source = openSource(bucket, folder);
      return await exportPackage({ source, from, to, target, prove, sealsOnly, record }, surroundings);
    } catch (fault) {
      const isExpected = [PeriodNotSealed, ChainFault, UnknownEvent].some((type) => fault instanceof type);
      const isTaken = hasCode(fault, "EEXIST");
      if (!isExpected && !isTaken) throw fault;
      surroundings.error(isTaken ? `${target} is there already` : (fault as Error).message);
      return 1;
    } finally {
      leave();
    }
  },
};
