/** The handler over real SDK clients and the AWS stand-in: sealed hours, a log group, a record written once and its event. */
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { Context, ScheduledEvent } from "aws-lambda";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { parseEvent } from "../../lib/events/catalogue.ts";
import { announcedJoinKey, joinKey } from "../../lib/evidence/access-log/joined-hours.ts";
import { hourOf, hoursLater, startOf } from "../../lib/evidence/hours.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { accessLogLine } from "../../local/gateway/access-log-line.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../evidence/helpers/archive.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { aLoginFailed } from "../helpers/events.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";

const FIRST = hoursLater(hourOf(new Date()), -4);
const SECOND = hoursLater(FIRST, 1);
const key = aKey("k1");
let standIn: TestStandIn;
let folder: StageFolder;
let client: S3Client;
let handler: typeof import("../../handlers/join-access-log/handler.ts").handler;
const errors = jest.spyOn(logger, "error").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});
const counted = jest.spyOn(metrics, "addMetric").mockImplementation(() => metrics);
jest.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => metrics);

const store = () => s3EvidenceStore(client, "evidence");
const minute = (hour: string, minutes: number) => startOf(hour).getTime() + minutes * 60_000;
const refusal = (requestId: string, hour: string) =>
  aLoginFailed({ client: { ip: null, userAgent: null, requestId } }, new Date(minute(hour, 7)));

function log(requestId: string, hour: string): void {
  const at = minute(hour, 7);
  const message = accessLogLine({ requestId, at, route: "ANY /saml/acs", status: 403, called: true, latencyMs: 9 });
  standIn.aws.accessLog.write({ at, message });
}

async function run(remaining = 900_000) {
  standIn.delivered.length = 0;
  counted.mockClear();
  await handler({} as ScheduledEvent, { getRemainingTimeInMillis: () => remaining } as Context);
  return {
    events: standIn.delivered.map(({ detail }) => parseEvent(detail)),
    findings: counted.mock.calls.filter(([name]) => name === "ArchiveFindings").map(([, , value]) => value),
  };
}

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new S3Client({ ...standIn.client, forcePathStyle: true });
  const children = keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso");
  folder = stageFolder({ "stage.yaml": STAGE, "mappings.yaml": MAPPINGS, "trust/okta.xml": entity({ children }) });
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    EVIDENCE_BUCKET: "evidence",
    ACCESS_LOG_GROUP: "access-log",
    EVENT_BUS_NAME: "samltrail",
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  handler = (await import("../../handlers/join-access-log/handler.ts")).handler;
});

afterAll(async () => {
  client.destroy();
  folder.remove();
  await standIn.stop();
});

test("nothing is joined of an archive that nothing is sealed of, nor an hour whose next one is open", async () => {
  expect(await run()).toEqual({ events: [], findings: [] });
  for (const id of ["r-1", "r-lost"]) log(id, FIRST);
  await arrive(store(), FIRST, refusal("r-1", FIRST));
  await sealUpTo(store(), keysOf(key), { upTo: FIRST });
  expect(await run()).toEqual({ events: [], findings: [] });
});

test("an hour is joined once the next one is sealed, in which its last events may have arrived", async () => {
  log("r-late", FIRST);
  log("r-2", SECOND);
  await arrive(store(), SECOND, refusal("r-late", FIRST), refusal("r-2", SECOND));
  await sealUpTo(store(), keysOf(key), { upTo: SECOND });
  const { events, findings } = await run();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    metadata: { type: "Access Log Joined", environment: "dev" },
    data: {
      window: { from: startOf(FIRST).toISOString() },
      logGroup: "access-log",
      ...{ lines: 3, owed: 3, joined: 2, unmatched: [{ status: "403", requests: 1 }], eventsWithoutLine: 0 },
      named: { requests: [{ requestId: "r-lost", status: "403" }], events: [] },
    },
  });
  expect(findings).toEqual([1]);
  expect(errors).toHaveBeenCalledWith("the access log and the events do not agree", expect.anything());
});

test("an hour whose event the bus refused is told of by the next run, as the record has it", async () => {
  await sealUpTo(store(), keysOf(key), { upTo: hoursLater(SECOND, 1) });
  standIn.aws.faults.refuseEntries(1);
  await expect(run()).rejects.toThrow("the bus refused to take Access Log Joined");
  const record = await store().read(joinKey(SECOND));
  expect(await store().read(announcedJoinKey(SECOND))).toBeNull();
  // A line that comes later changes nothing: the record is written.
  log("r-afterwards", SECOND);
  const { events, findings } = await run();
  const data = { window: { from: startOf(SECOND).toISOString() }, owed: 1, joined: 1 };
  expect(events).toMatchObject([{ data }]);
  expect(findings).toEqual([0]);
  expect(await store().read(joinKey(SECOND))).toEqual(record);
  expect(await run()).toEqual({ events: [], findings: [] });
});

test("a run that has no time left leaves the rest to the next", async () => {
  await sealUpTo(store(), keysOf(key), { upTo: hoursLater(SECOND, 2) });
  jest.spyOn(logger, "warn").mockImplementation(() => {});
  expect(await run(1_000)).toEqual({ events: [], findings: [] });
  expect((await run()).events).toHaveLength(1);
});
