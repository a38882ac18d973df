import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { ScheduledEvent } from "aws-lambda";
import { logger } from "../../handlers/shared/observability.ts";
import { parseEvent } from "../../lib/events/catalogue.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { collect } from "../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { lambdaContext } from "../helpers/http-event.ts";
import { LEDGER, minutesLater } from "../helpers/ledger.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";

let standIn: TestStandIn;
let dynalite: Dynalite;
let folder: StageFolder;
let beat: () => Promise<void>;
const warnings = jest.spyOn(logger, "warn").mockImplementation(() => {});

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  folder = stageFolder({
    "stage.yaml": STAGE,
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": entity({
      children: keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso"),
    }),
  });
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    LOGIN_LEDGER_TABLE: LEDGER,
    EVENT_BUS_NAME: "samltrail",
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  const { handler } = await import("../../handlers/send-heartbeat/handler.ts");
  beat = () => handler({} as ScheduledEvent, lambdaContext);
});
afterAll(async () => {
  folder.remove();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});

const pending = () => collect(createDynamoDbLedger(dynalite.client, LEDGER).pending(minutesLater(60, new Date())));

test("a heartbeat goes over the bus as an event of the contract", async () => {
  await beat();
  expect(standIn.delivered.map(({ detail }) => parseEvent(detail))).toMatchObject([
    { metadata: { type: "Pipeline Heartbeat", environment: "dev" }, data: { everyMinutes: 30 } },
  ]);
  expect(await pending()).toEqual([]);
});

test("one that the bus does not take is kept like any event: that it comes late is how the trouble shows", async () => {
  standIn.aws.faults.refuseEntries(1);
  await beat();
  expect(await pending()).toHaveLength(1);
  expect(warnings).toHaveBeenCalledTimes(1);
});
