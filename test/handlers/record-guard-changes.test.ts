/** The handler between dynalite and a bus: each record once, and what cannot be read or recorded comes again. */
import { join } from "node:path";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { Context, SQSEvent } from "aws-lambda";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { parseEvent } from "../../lib/events/catalogue.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aGuardRecord, CDK_ROLE } from "../helpers/guard-records.ts";
import { LEDGER } from "../helpers/ledger.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";

let standIn: TestStandIn;
let dynalite: Dynalite;
let folder: StageFolder;
let handler: typeof import("../../handlers/record-guard-changes/handler.ts").handler;
jest.spyOn(logger, "error").mockImplementation(() => {});
jest.spyOn(logger, "warn").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});
const counted = jest.spyOn(metrics, "addMetric").mockImplementation(() => metrics);
jest.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => metrics);

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  const children = keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso");
  folder = stageFolder({ "stage.yaml": STAGE, "mappings.yaml": MAPPINGS, "trust/okta.xml": entity({ children }) });
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    GUARDED_RESOURCES: "samltrail-dev samltrail-dev-*",
    LOGIN_LEDGER_TABLE: LEDGER,
    EVENT_BUS_NAME: "samltrail",
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  handler = (await import("../../handlers/record-guard-changes/handler.ts")).handler;
});
afterAll(async () => {
  folder.remove();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});
beforeEach(() => {
  standIn.delivered.length = 0;
  counted.mockClear();
});

const deliver = (...bodies: readonly string[]) =>
  handler(
    { Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) } as unknown as SQSEvent,
    {} as Context,
  );
const byHand = () => counted.mock.calls.find(([name]) => name === "GuardsChangedByHand")?.[2];

const disabled = (name: string, more: object = {}) =>
  JSON.stringify(aGuardRecord({ service: "events", call: "DisableRule", parameters: { name }, ...more }));

test("a change to a rule of ours is one event, however often its record comes", async () => {
  const body = disabled("samltrail-dev-archive-rule");
  expect(await deliver(body, body)).toEqual({ batchItemFailures: [] });
  expect(await deliver(body)).toEqual({ batchItemFailures: [] });
  const events = standIn.delivered.map(({ detail }) => parseEvent(detail));
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    metadata: { type: "Guard Changed", environment: "dev" },
    data: { guard: "bus", action: "events:DisableRule", resource: "samltrail-dev-archive-rule", byDeployment: false },
  });
});

test("what is not ours is left alone, and what nobody deployed is counted for the alarm", async () => {
  await deliver(
    disabled("somebody-elses"),
    disabled("samltrail-dev-a", { role: CDK_ROLE }),
    disabled("samltrail-dev-b"),
    disabled("samltrail-dev-c", { more: { errorCode: "AccessDenied" } }),
  );
  expect(standIn.delivered).toHaveLength(3);
  expect(byHand()).toBe(1);
});

test("what cannot be read is delivered again by itself, and the rest is recorded", async () => {
  const broken = disabled("samltrail-dev-d")
    .replace("2026-08-03T12:00:00Z", "yesterday")
    .replace('"eventTime":"2026-08-03T12:00:00Z"', '"eventTime":"x"');
  expect(await deliver("not json", disabled("samltrail-dev-e"), broken)).toEqual({
    batchItemFailures: [{ itemIdentifier: "m0" }, { itemIdentifier: "m2" }],
  });
  expect(standIn.delivered).toHaveLength(1);
});

test("what the bus refuses waits in the ledger", async () => {
  standIn.aws.faults.refuseEntries(1);
  const record = aGuardRecord({ service: "events", call: "DeleteRule", parameters: { name: "samltrail-dev-f" } });
  expect(await deliver(JSON.stringify(record))).toEqual({ batchItemFailures: [] });
  expect(standIn.delivered).toEqual([]);
  const { Item } = await dynalite.client.send(
    new GetCommand({ TableName: LEDGER, Key: { pk: `guard#${record.detail.eventID}` } }),
  );
  expect(Object.keys((Item?.pending ?? {}) as object)).toHaveLength(1);
});
