/** Both functions as they are deployed: the real handlers and clients, between dynalite and the stand-ins for AWS. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { ScheduledEvent, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { LOCAL_ACCOUNT, lendingRole } from "../../local/aws/account.ts";
import { secretFile } from "../../local/aws/secrets-manager.ts";
import { secretsDirectory } from "../../local/aws/start-aws.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { READER, type TrailFixture, trailFixture } from "../fixtures/cloudtrail/read.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aSessionEnded } from "../helpers/events.ts";
import { lambdaContext } from "../helpers/http-event.ts";
import { itemOf } from "../helpers/ledger.ts";
import { aMapping, putMapping } from "../helpers/mappings.ts";
import { aMessage, envelope } from "../helpers/queue.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";
import { anIssuedEvent, callOf, forgetAll } from "../reconcile/world.ts";

let standIn: TestStandIn;
let dynalite: Dynalite;
let folder: StageFolder;
let consume: (event: SQSEvent) => Promise<SQSBatchResponse>;
let followUp: () => Promise<void>;
const errors = jest.spyOn(logger, "error").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});
jest.spyOn(logger, "warn").mockImplementation(() => {});
jest.spyOn(metrics, "publishStoredMetrics").mockReturnValue(metrics);
const counted = jest.spyOn(metrics, "addMetric").mockReturnValue(metrics);

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  folder = stageFolder({
    "stage.yaml": STAGE,
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": entity({
      children: keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso"),
    }),
  });
  const secret = secretFile(secretsDirectory(standIn.directory), "pseudonym-keys");
  await mkdir(dirname(secret), { recursive: true });
  await writeFile(secret, JSON.stringify({ current: "k1", keys: { k1: Buffer.alloc(32, 9).toString("base64") } }));
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    RECONCILIATION_TABLE: "reconciliation",
    ROLE_MAPPINGS_TABLE: "role-mappings",
    LOGIN_LEDGER_TABLE: "login-ledger",
    IDENTITIES_TABLE: "identities",
    PSEUDONYM_KEYS_SECRET: "pseudonym-keys",
    LENDING_ROLE: lendingRole(LOCAL_ACCOUNT),
    EVENT_BUS_NAME: "samltrail",
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  const consumer = await import("../../handlers/reconcile-cloudtrail/handler.ts");
  const schedule = await import("../../handlers/reconcile-cloudtrail-overdue/handler.ts");
  consume = (event) => consumer.handler(event, lambdaContext);
  const context = { ...lambdaContext, getRemainingTimeInMillis: () => 50_000 };
  followUp = () => schedule.handler({} as ScheduledEvent, context);
  await putMapping(dynalite.client, aMapping({ environment: "dev", iamRole: READER }));
  const elsewhere = aMapping({ environment: "prod", samlRole: "others", iamRole: `${READER}-of-production` });
  await putMapping(dynalite.client, elsewhere);
});

beforeEach(async () => {
  errors.mockClear();
  counted.mockClear();
  standIn.delivered.length = 0;
  await forgetAll(dynalite);
});

afterAll(async () => {
  folder.remove();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});

/** A record of a call that was made just now. */
const seen = (name: TrailFixture, detail: Record<string, unknown> = {}): string =>
  JSON.stringify(trailFixture(name, { eventTime: `${new Date().toISOString().slice(0, 19)}Z`, ...detail }));

const byLender = {
  userIdentity: { type: "AssumedRole", sessionContext: { sessionIssuer: { arn: lendingRole(LOCAL_ACCOUNT) } } },
};

const batch = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, index): SQSRecord => aMessage(`m${index}`, body)),
});

const failedOf = async (event: SQSEvent) =>
  (await consume(event)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

const findings = () =>
  standIn.delivered
    .filter((event) => event["detail-type"] === "Role Assumption Unmatched")
    .map(({ detail }) => (detail as { data: Record<string, unknown> }).data);

describe("the consumer reconcile-cloudtrail", () => {
  test("joins a record with what was issued, also where it stands before it in the batch", async () => {
    const issued = envelope(anIssuedEvent(undefined, undefined, new Date()));
    expect(await failedOf(batch(seen("assume-role", byLender), issued))).toEqual([]);
    expect(await callOf(dynalite, "ASIAEXAMPLEISSUED001")).toMatchObject({ closed: "matched" });
    expect(findings()).toEqual([]);
  });

  test("reports a mapped role that somebody else assumed, at once, and counts it for the alarm", async () => {
    expect(await failedOf(batch(seen("assume-role-by-a-stranger"), seen("assume-role-refused")))).toEqual([]);
    expect(findings()).toEqual([expect.objectContaining({ direction: "seen-never-issued", iamRole: READER })]);
    expect(counted.mock.calls).toEqual([
      ["RoleAssumptionUnmatched", "Count", 1],
      ["RoleAssumptionRefused", "Count", 1],
    ]);
  });

  test("leaves roles alone that no mapping of its environment names", async () => {
    const role = { requestParameters: { roleArn: `${READER}-of-production`, roleSessionName: "x1" } };
    expect(await failedOf(batch(seen("assume-role-by-a-stranger", role), seen("assume-role-by-a-service")))).toEqual(
      [],
    );
    expect(findings()).toEqual([]);
  });

  test("has what it cannot read delivered again, says where it does not fit, and not what stands there", async () => {
    const odd = seen("assume-role", { eventTime: "hunter2" });
    expect(await failedOf(batch("{", odd, envelope(aSessionEnded()), seen("assume-role-by-a-stranger")))).toEqual([
      "m0",
      "m1",
      "m2",
    ]);
    expect(findings()).toHaveLength(1);
    const reasons = errors.mock.calls.map(([, fields]) => (fields as unknown as { reason: string }).reason);
    expect(reasons).toEqual([
      "the message is not JSON",
      "does not fit at detail.eventTime",
      "an event of another type",
    ]);
  });

  test("keeps a finding that the bus does not take, for republish-pending", async () => {
    standIn.aws.faults.refuseEntries(1);
    expect(await failedOf(batch(seen("assume-role-by-a-stranger")))).toEqual([]);
    expect(findings()).toEqual([]);
    const finding = await itemOf(dynalite.client, "finding#seen-never-issued#final#key#ASIAEXAMPLESTOLEN001");
    expect(Object.keys(finding?.pending as object)).toHaveLength(1);
  });
});

describe("the schedule reconcile-cloudtrail-overdue", () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

  test("reports credentials that CloudTrail never saw, a day after they were issued", async () => {
    await consume(batch(envelope(anIssuedEvent(undefined, undefined, hoursAgo(25)))));
    await followUp();
    expect(findings()).toEqual([expect.objectContaining({ direction: "issued-never-seen", stage: "final" })]);
    expect(counted.mock.calls.at(-1)).toEqual(["RoleAssumptionUnmatched", "Count", 1]);
    await followUp();
    expect(findings()).toHaveLength(1);
  });

  test("says where they are late, without an alarm", async () => {
    await consume(batch(envelope(anIssuedEvent(undefined, undefined, hoursAgo(1)))));
    await followUp();
    expect(findings()).toEqual([expect.objectContaining({ stage: "late" })]);
    expect(counted.mock.calls.at(-1)).toEqual(["RoleAssumptionUnmatched", "Count", 0]);
  });

  test("leaves them waiting where CloudTrail does not answer", async () => {
    await consume(batch(envelope(anIssuedEvent(undefined, undefined, hoursAgo(25)))));
    standIn.aws.faults.failRequests("CloudTrail", 2);
    await followUp();
    expect(findings()).toEqual([]);
    expect(errors.mock.calls[0]?.[0]).toBe("CloudTrail did not answer");
    await followUp();
    expect(findings()).toHaveLength(1);
  });
});
