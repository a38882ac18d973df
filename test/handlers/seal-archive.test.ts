/** The handler over real SDK clients and the AWS stand-in: S3 with conditional writes, KMS, and the bus. */
import { join } from "node:path";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { Context, ScheduledEvent } from "aws-lambda";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { parseEvent } from "../../lib/events/catalogue.ts";
import { headOf } from "../../lib/evidence/head.ts";
import { hourOf, hoursLater, pathOf } from "../../lib/evidence/hours.ts";
import { headKey, LATEST_HEAD_KEY } from "../../lib/evidence/keys-in-bucket.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { createSealReader } from "../../lib/evidence/seal-reader.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { arrive } from "../evidence/helpers/archive.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { aLoginFailed, aLoginSucceeded } from "../helpers/events.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";

let standIn: TestStandIn;
let folder: StageFolder;
let client: S3Client;
let sealArchive: typeof import("../../handlers/seal-archive/handler.ts").handler;
const errors = jest.spyOn(logger, "error").mockImplementation(() => {});
const warnings = jest.spyOn(logger, "warn").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});
const counted = jest.spyOn(metrics, "addMetric").mockImplementation(() => metrics);
jest.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => metrics);

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new S3Client({ ...standIn.client, forcePathStyle: true });
  folder = stageFolder({
    "stage.yaml": STAGE,
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": entity({
      children: keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso"),
    }),
  });
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    EVIDENCE_BUCKET: "evidence",
    HEAD_BUCKET: "heads",
    SEALING_KEY_NAME: "sealing-1",
    EVENT_BUS_NAME: "samltrail",
    CODE_VERSION: "0.1.0+test",
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  sealArchive = (await import("../../handlers/seal-archive/handler.ts")).handler;
});

afterAll(async () => {
  client.destroy();
  folder.remove();
  await standIn.stop();
});

const run = (remaining = 600_000) =>
  sealArchive({} as ScheduledEvent, { getRemainingTimeInMillis: () => remaining } as Context);
const store = () => s3EvidenceStore(client, "evidence");
const headText = async (Key: string) =>
  (await client.send(new GetObjectCommand({ Bucket: "heads", Key }))).Body?.transformToString();
/** Three hours ago: whatever the minute, it is due, and so is the hour after it. */
const THEN = hoursLater(hourOf(new Date()), -3);

test("a run that has no time seals nothing and says so", async () => {
  await store().putOnce(`events/${pathOf(THEN)}/notes.txt`, "hello");
  await arrive(store(), THEN, aLoginFailed(), aLoginSucceeded());
  await run(1_000);
  expect(warnings).toHaveBeenCalledWith("more hours are due than this run had time for", expect.anything());
  expect(standIn.delivered).toEqual([]);
});

test("seals stand where the bus refuses to hear of them, and it is told the next time, once", async () => {
  standIn.aws.faults.refuseEntries(2);
  await expect(run()).rejects.toThrow(/are not announced yet/);
  expect(await createSealReader(store()).hour(THEN)).not.toBeNull();
  await run();
  const sealed = standIn.delivered.filter(({ detail }) => JSON.stringify(detail).includes(`${THEN}:00:00.000Z","to"`));
  expect(sealed).toHaveLength(1);
});

test("each seal has its head in the other bucket, and its event fits the contract", async () => {
  const seal = await createSealReader(store()).hour(THEN);
  if (!seal) throw new Error("the hour has no seal");
  expect(seal.body).toMatchObject({ leafCount: 2, codeVersion: "0.1.0+test" });
  expect(seal.body.key.id).toBe("sealing-1");
  expect(JSON.parse((await headText(headKey(THEN))) ?? "")).toEqual(headOf(seal));
  const latest = JSON.parse((await headText(LATEST_HEAD_KEY)) ?? "") as { hour: string };
  expect(latest.hour > THEN).toBe(true);
  const events = standIn.delivered.map(({ detail }) => parseEvent(detail));
  expect(events.find(({ metadata }) => metadata.occurredAt === seal.body.sealedAt)).toMatchObject({
    metadata: { type: "Archive Sealed", environment: "dev" },
    data: { sealHash: seal.hash, events: 2, objects: 1, position: 1, findings: 1 },
  });
});

test("two runs at once change nothing that stands", async () => {
  const before = (await store().list("seals/")).map(({ key }) => key);
  await Promise.all([run(), run()]);
  expect((await store().list("seals/")).map(({ key }) => key)).toEqual(before);
});

test("an object that is not as it must be was logged and counted", () => {
  const finding = { kind: "foreign", key: `events/${pathOf(THEN)}/notes.txt` };
  expect(errors).toHaveBeenCalledWith("an object of the archive is not as it must be", finding);
  expect(counted).toHaveBeenCalledWith("ArchiveFindings", "Count", 1);
});

test("the age of the last seal is measured in each run, from the end of the hour that it closes", () => {
  const ages = counted.mock.calls.flatMap(([name, , value]) => (name === "SealAgeSeconds" ? [value] : []));
  // An hour is due ten minutes after its end, and there was a run when it was.
  expect(Math.min(...ages)).toBeLessThanOrEqual(70 * 60);
  expect(Math.min(...ages)).toBeGreaterThanOrEqual(10 * 60);
});
