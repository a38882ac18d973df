/** `samltrail report`: the report on a period, in a package with the sealed evidence that it was counted from. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { codeVersion } from "../../infra/code-version.ts";
import { UnreadableCsv } from "../../lib/csv/read-csv.ts";
import { headKey } from "../../lib/evidence/keys-in-bucket.ts";
import { PeriodNotSealed } from "../../lib/evidence/package/collect-evidence.ts";
import type { ReportOrder } from "../../lib/evidence/report/build-report.ts";
import { packageReport } from "../../lib/evidence/report/package-report.ts";
import { readPeople } from "../../lib/evidence/report/people-list.ts";
import { ChainFault } from "../../lib/evidence/seal.ts";
import { createDynamoDbNames } from "../../lib/identity/dynamodb-names.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { createProgress } from "../export/progress.ts";
import { exportRecorder, type RecordExport } from "../export/record-export.ts";
import { openSource, readHour, VERIFIER_FILES } from "../export/source.ts";
import { openTarget, requireFree } from "../export/target.ts";
import { enterStack, STACK_OPTIONS, STACK_USAGE, type StackChoice } from "../stack.ts";
import { readReview } from "./read-review.ts";
import { summaryLines } from "./summary.ts";

const usage = `usage: samltrail report --from <when> --to <when> --framework soc2 --out <folder or .zip> [what it is made from] [options]
       samltrail report read-review <access-review.csv> (--check | --environment <name> [--by <name>] [which stack])

Writes a package: report.html, report.pdf and the report.json that both are made of, a population for each kind of event (CSV and the
sealed events themselves), access-review.csv, exceptions.csv, OSCAL assessment results, a sample with proofs, the sealed evidence they
were counted from, and the verifier.
Exit code 0 where the report is complete, 1 where something could not be read (its first page says what), 2 where there is none.

  --from, --to <when>   hours of arrival, UTC: a day (2026-08-03) or an hour (2026-08-03T12); both are included
  --framework soc2      by which criteria
  --out <path>          a new folder, or a new file whose name ends in .zip
  --bucket <name>       the evidence bucket; by default that of the stack
  --folder <copy>       a copy of the bucket on disk, such as .samltrail/s3/evidence/objects of npm start
  --without-names       leaves persons as pseudonyms; by default their names are joined in where the identities table is known
  --from-days           made from what each day's examination wrote, for whole days: a year takes a minute, and no event is read
                        again. The populations' rows stay in the bucket; population-files.csv names them
  --people <csv>        joiners and leavers: columns person, and joined or left or both; logins outside are exceptions
  --access-log <file>   the API's access log, JSON Lines: each request is held against the events (docs/evidence.md)
  --sample <number>     of each population, by default 25
  --seed <text>         of the sample; by default the hash of the period's last seal
  --by <name>           who makes it; by default your user name
  --environment <name>  as the stack's events have it; by default that of the stage file, where the stack is local. What is taken
                        out of a stack is recorded there as Evidence Exported

read-review takes an access-review.csv back in which owners filled in decision (keep, change, revoke), rationale and reviewer. It holds
every line against what was written, and records the decisions as Access Review Completed; with --check it records nothing.

${STACK_USAGE}`;

const DEFAULT_SAMPLE = 25;
const LARGEST_SAMPLE = 1000;

const text = { type: "string" } as const;
const OPTIONS = {
  ...STACK_OPTIONS,
  ...{ from: text, to: text, framework: text, out: text, bucket: text, folder: text },
  ...{ people: text, "access-log": text, sample: text, seed: text, by: text, environment: text },
  "without-names": { type: "boolean", default: false },
  "from-days": { type: "boolean", default: false },
} as const;

/** Who has the report in hands whatever they asked: neither nothing at all nor half of it is passed over. */
const [COMPLETE, PARTIAL, NOT_BUILT] = [0, 1, 2];

function readSample(given: string | undefined): number {
  const size = given === undefined ? DEFAULT_SAMPLE : Number(given);
  if (Number.isInteger(size) && size >= 0 && size <= LARGEST_SAMPLE) return size;
  throw new UsageError(`--sample: expected a number from 0 to ${LARGEST_SAMPLE}`);
}

async function readFileOf(option: string, path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`--${option}: ${path} cannot be read: ${error.message}`);
  });
}

interface Asked extends Omit<ReportOrder, "scratch" | "progress"> {
  readonly target: string;
  readonly by: string;
  readonly record: RecordExport | null;
}

async function makePackage(asked: Asked, { out, error, now }: Surroundings): Promise<number> {
  const { target, by, period, names, record } = asked;
  await requireFree(target);
  // Beside the package, since it is as large: the system's own temporary folder may be in memory.
  const scratch = await mkdtemp(join(dirname(resolve(target)), ".samltrail-report-"));
  try {
    const order = { ...asked, scratch, progress: createProgress(error, "events") };
    const { report, evidence, missing, fileCount } = await packageReport(order, {
      open: () => openTarget(target),
      beside: VERIFIER_FILES,
      generation: () => ({ at: now.toISOString(), by }),
      progress: createProgress(error, "files"),
      record: async (manifestHash: string) =>
        record?.({ kind: "report", period, manifestHash, names: names === null ? "left-out" : "joined" }),
    });
    for (const line of summaryLines(report)) out(line);
    for (const key of missing) error(`missing in the archive: ${key}`);
    out(
      `${basename(target)}: ${fileCount} files; verify it with the head ${headKey(evidence.manifest.log.head.hour)} and the key from elsewhere`,
    );
    return report.complete && missing.length === 0 ? COMPLETE : PARTIAL;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Values = ReturnType<typeof parse>["values"];
const parse = (args: readonly string[]) => parseArgs({ args: [...args], options: OPTIONS });

async function report(values: Values, choice: StackChoice, surroundings: Surroundings): Promise<number> {
  if (values.out === undefined) throw new UsageError("expected --out, a new folder or a file whose name ends in .zip");
  if (values.framework !== "soc2") throw new UsageError("expected --framework soc2: there is no other yet");
  if (values["from-days"] && (values.people ?? values["access-log"]) !== undefined)
    throw new UsageError("--people and --access-log are held against the events, which --from-days does not read");
  if (values["from-days"] && !readHour("to", values.to, "23").endsWith("T23"))
    throw new UsageError("--from-days joins whole days: --to names a day, or its last hour");
  const { folder, bucket = folder === undefined ? process.env.EVIDENCE_BUCKET : undefined } = values;
  const { environment, by } = values;
  const record = await exportRecorder({ choice, folder, environment, by, now: surroundings.now });
  const table = process.env.IDENTITIES_TABLE;
  const joined = !values["without-names"] && table !== undefined;
  if (!joined && !values["without-names"])
    surroundings.error("names are left out: name the stack whose identities table has them, or say --without-names");
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
  try {
    const asked: Asked = {
      store: openSource(bucket, folder),
      period: { from: readHour("from", values.from, "00"), to: readHour("to", values.to, "23") },
      framework: "soc2",
      basis: values["from-days"] ? "days" : "events",
      codeVersion: codeVersion(),
      sampleSize: readSample(values.sample),
      seed: values.seed ?? null,
      names: joined ? createDynamoDbNames(client, table) : null,
      people: values.people === undefined ? null : readPeople(await readFileOf("people", values.people)),
      accessLog:
        values["access-log"] === undefined
          ? null
          : { file: values["access-log"], source: basename(values["access-log"]) },
      target: values.out,
      by: values.by ?? userInfo().username,
      record,
    };
    return await makePackage(asked, surroundings);
  } catch (fault) {
    const isExpected = [PeriodNotSealed, ChainFault, UnreadableCsv].some((type) => fault instanceof type);
    const { code, path } = fault as { readonly code?: unknown; readonly path?: unknown };
    if (!isExpected && code !== "EEXIST" && code !== "ENOENT") throw fault;
    const why = code === "EEXIST" ? `${values.out} is there already` : (fault as Error).message;
    surroundings.error(`there is no report: ${code === "ENOENT" ? `${String(path)} is not there` : why}`);
    return NOT_BUILT;
  } finally {
    client.destroy();
  }
}

export const reportCommand: Command = {
  usage,
  async run(args, surroundings) {
    if (args[0] === "read-review") return readReview(args.slice(1), surroundings);
    const { values } = parse(args);
    const choice: StackChoice = { stack: values.stack, data: values.data, outputs: values.outputs };
    const leave = await enterStack(choice);
    try {
      return await report(values, choice, surroundings);
    } finally {
      leave();
    }
  },
};
