/** The handler over real SDK clients: dynalite, the AWS stand-in's versions, and the bus. */
import { join } from "node:path";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { Context, ScheduledEvent } from "aws-lambda";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { parseEvent } from "../../lib/events/catalogue.ts";
import { hourOf, hoursLater } from "../../lib/evidence/hours.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../evidence/helpers/archive.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aLoginFailed, aLoginSucceeded } from "../helpers/events.ts";
import { LEDGER } from "../helpers/ledger.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";

let standIn: TestStandIn;
let dynalite: Dynalite;
let folder: StageFolder;
let client: S3Client;
let handler: typeof import("../../handlers/check-archive/handler.ts").handler;
const errors = jest.spyOn(logger, "error").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});
const counted = jest.spyOn(metrics, "addMetric").mockImplementation(() => metrics);
jest.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => metrics);

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  const children = keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso");
  folder = stageFolder({ "stage.yaml": STAGE, "mappings.yaml": MAPPINGS, "trust/okta.xml": entity({ children }) });
  client = new S3Client({ ...standIn.client, forcePathStyle: true });
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    EVIDENCE_BUCKET: "evidence",
    LOGIN_LEDGER_TABLE: LEDGER,
    EVENT_BUS_NAME: "samltrail",
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  handler = (await import("../../handlers/check-archive/handler.ts")).handler;
});
afterAll(async () => {
  client.destroy();
  folder.remove();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});

async function check() {
  standIn.delivered.length = 0;
  counted.mockClear();
  await handler({} as ScheduledEvent, {} as Context);
  const [event] = standIn.delivered
    .filter(({ source }) => source === "samltrail")
    .map(({ detail }) => parseEvent(detail));
  return { event, findings: counted.mock.calls.find(([name]) => name === "ArchiveFindings")?.[2] };
}

test("an archive that nobody touched is checked, and the event says so, with nothing sealed yet as well", async () => {
  expect(await check()).toMatchObject({ findings: 0, event: { data: { days: { recent: 1 }, objects: 0 } } });
  const store = s3EvidenceStore(client, "evidence");
  const then = hoursLater(hourOf(new Date()), -3);
  const [first, second] = [await arrive(store, then, aLoginFailed()), await arrive(store, then, aLoginSucceeded())];
  await sealUpTo(store, keysOf(aKey("k1")), { upTo: hoursLater(then, 1) });
  expect(await check()).toMatchObject({
    findings: 0,
    event: { metadata: { type: "Archive Checked" }, data: { findings: { count: 0 } } },
  });

  await client.send(new PutObjectCommand({ Bucket: "evidence", Key: first, Body: "forged" }));
  await client.send(new DeleteObjectCommand({ Bucket: "evidence", Key: second }));
  expect(await check()).toMatchObject({
    findings: 2,
    event: {
      metadata: { environment: "dev" },
      data: {
        findings: {
          count: 2,
          named: expect.arrayContaining([
            { kind: "overwritten", key: first },
            { kind: "delete-marker", key: second },
          ]),
        },
        unreadableDays: 0,
      },
    },
  });
  expect(errors).toHaveBeenCalledWith("an object of the archive is not as it must be", {
    kind: "overwritten",
    key: first,
  });
});
