/** An archive and an identities table with people in them, behind dynalite and the AWS stand-in, as a deployed stack is named: by variables. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Command } from "../../../cli/command.ts";
import { canonicalJson } from "../../../lib/archive/canonical-json.ts";
import type { EvidenceStore } from "../../../lib/evidence/evidence-store.ts";
import { headOf } from "../../../lib/evidence/head.ts";
import { s3EvidenceStore } from "../../../lib/evidence/s3-evidence-store.ts";
import { createSealReader, requireHour } from "../../../lib/evidence/seal-reader.ts";
import { createDynamoDbIdentities } from "../../../lib/identity/dynamodb-identities.ts";
import type { Identity } from "../../../lib/identity/identities.ts";
import { STAGE, type StageFolder, stageFolder } from "../../config/helpers/stage-folder.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../../evidence/helpers/archive.ts";
import { pointAwsAt } from "../../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aLoginSucceeded } from "../../helpers/events.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { runCommand } from "../../helpers/run-command.ts";
import { startTestStandIn, type TestStandIn } from "../../local/aws-stand-in.ts";

export const NOW = new Date("2026-08-05T12:00:00.000Z");
export const HOUR = "2026-08-03T12";

export const pseudonymOf = (kind: string, letter: string) => `${kind}:k1:${letter.repeat(43)}`;
const clientOf = (ip: string, userAgent: string) => ({
  ip: pseudonymOf("address", ip),
  userAgent: pseudonymOf("user-agent", userAgent),
  requestId: "r",
});

/** ada signs in from h(ome) and o(ffice), under two pseudonyms; bob from the office with the same browser; two people go by one name. */
const IDENTITIES: readonly Identity[] = [
  { pseudonym: pseudonymOf("subject", "a"), kind: "subject", value: "ada@example.com", displayName: "Ada Lovelace" },
  { pseudonym: pseudonymOf("subject", "A"), kind: "subject", value: "ada@example.com", displayName: "Ada Lovelace" },
  { pseudonym: pseudonymOf("subject", "b"), kind: "subject", value: "bob@example.com", displayName: "Kim Lee" },
  { pseudonym: pseudonymOf("subject", "c"), kind: "subject", value: "kim@example.com", displayName: "Kim Lee" },
  { pseudonym: pseudonymOf("address", "h"), kind: "address", value: "203.0.113.7" },
  { pseudonym: pseudonymOf("address", "o"), kind: "address", value: "198.51.100.1" },
  { pseudonym: pseudonymOf("user-agent", "f"), kind: "user-agent", value: "Firefox" },
];

export interface People {
  readonly dynalite: Dynalite;
  readonly standIn: TestStandIn;
  readonly s3: S3Client;
  readonly store: EvidenceStore;
  readonly stage: StageFolder;
  /** Has `key.pem` and `head.json`. */
  readonly folder: string;
  run(command: Command, ...args: readonly string[]): Promise<{ code: number; text: string }>;
  /** Everything in the identities table, as one text. */
  identities(): Promise<string>;
  stop(): Promise<void>;
}

export async function startPeople(): Promise<People> {
  const [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    IDENTITIES_TABLE: "identities",
    LOGIN_LEDGER_TABLE: LEDGER,
    EVENT_BUS_NAME: "samltrail",
    EVIDENCE_BUCKET: "evidence",
  });
  const stage = stageFolder({ "stage.yaml": `${STAGE}retention: { addressDays: 30 }\n` });
  const folder = mkdtempSync(join(tmpdir(), "samltrail-people-"));
  const s3 = new S3Client(standIn.client);
  const store = s3EvidenceStore(s3, "evidence");
  const at = new Date("2026-08-03T12:01:00.000Z");
  await arrive(
    store,
    HOUR,
    aLoginSucceeded({ subject: pseudonymOf("subject", "a"), client: clientOf("h", "f") }, at),
    aLoginSucceeded({ subject: pseudonymOf("subject", "A"), client: clientOf("o", "f") }, at),
    aLoginSucceeded({ subject: pseudonymOf("subject", "b"), client: clientOf("o", "f") }, at),
  );
  const key = aKey("k1");
  await sealUpTo(store, keysOf(key), { upTo: HOUR });
  writeFileSync(join(folder, "key.pem"), key.pem);
  writeFileSync(join(folder, "head.json"), canonicalJson(headOf(await requireHour(createSealReader(store), HOUR))));
  // A week ago: what they are kept for and a week more is over within the 35 days that a hold looks ahead.
  const seenAt = new Date(NOW.getTime() - 7 * 86_400_000);
  await createDynamoDbIdentities(dynalite.client, "identities", { addressDays: 30 }).remember(IDENTITIES, seenAt);
  return {
    dynalite,
    standIn,
    s3,
    store,
    stage,
    folder,
    async run(command, ...args) {
      const lines: string[] = [];
      const print = (line: string) => lines.push(line);
      const code = await runCommand({ it: command }, ["it", ...args], { out: print, error: print, now: NOW });
      return { code, text: lines.join("\n") };
    },
    async identities() {
      const { Items = [] } = await dynalite.client.send(new ScanCommand({ TableName: "identities" }));
      return JSON.stringify(Items);
    },
    async stop() {
      s3.destroy();
      stage.remove();
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([standIn.stop(), dynalite.stop()]);
    },
  };
}
