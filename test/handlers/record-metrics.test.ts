import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { logger } from "../../handlers/shared/observability.ts";
import { METRICS } from "../../lib/metrics/definitions.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { samples } from "../events/helpers/contract-files.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aHeartbeat, aLoginFailed, aLoginSucceeded, aRolesMapped } from "../helpers/events.ts";
import { lambdaContext } from "../helpers/http-event.ts";
import { LEDGER } from "../helpers/ledger.ts";
import { attemptsCounted, putData } from "../helpers/metrics.ts";
import { aBatch, aMessage, envelope } from "../helpers/queue.ts";
import { releasedEvents } from "../helpers/released-events.ts";

const SECOND_MAPPING = MAPPINGS.replace("mappings:\n", "").replaceAll("uditor", "dmin");
const ROLE_LIMIT_OF_ONE = "metrics:\n  roleLimit: 1\n";

let stub: AwsStub;
let dynalite: Dynalite;
let folder: StageFolder;
let count: (event: SQSEvent) => Promise<SQSBatchResponse>;
let requestsBefore = 0;
const errors = jest.spyOn(logger, "error").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});

beforeAll(async () => {
  [stub, dynalite] = await Promise.all([startAwsStub(), startDynalite()]);
  folder = stageFolder({
    "stage.yaml": STAGE + ROLE_LIMIT_OF_ONE,
    "mappings.yaml": MAPPINGS + SECOND_MAPPING,
    "trust/okta.xml": entity({
      children: keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso"),
    }),
  });
  pointAwsAt(stub.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    LOGIN_LEDGER_TABLE: LEDGER,
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  const { handler } = await import("../../handlers/record-metrics/handler.ts");
  count = (event) => handler(event, lambdaContext);
});

beforeEach(() => {
  errors.mockClear();
  stub.answer(() => ({ body: {} }));
  requestsBefore = stub.requests.length;
});

afterAll(async () => {
  folder.remove();
  await Promise.all([stub.stop(), dynalite.stop()]);
});

const now = () => new Date();
const requests = () => stub.requests.slice(requestsBefore);
const failed = async (batch: SQSEvent) =>
  (await count(batch)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const granted = (...mappingIds: readonly string[]) =>
  mappingIds.map((mappingId) => ({
    mappingId,
    samlRole: mappingId,
    environment: "dev",
    iamRole: "arn:aws:iam::123456789012:role/x",
  }));

describe("the consumer record-metrics", () => {
  test("counts one of each event type, under the metrics and dimensions that are defined, and all of them", async () => {
    const stranger = { identityProvider: null, claimed: { issuerHash: "9".repeat(64), assertionIdHash: null } };
    const ancient = new Date(Date.now() - 20 * 86_400_000);
    const events = [...releasedEvents(now()), aLoginFailed(stranger, now()), aHeartbeat(ancient)];
    expect(await failed(aBatch(...events))).toEqual([]);
    const data = putData(requests());
    for (const { MetricName, Dimensions, Unit } of data) {
      const definition = METRICS[MetricName as keyof typeof METRICS];
      expect(Unit).toBe(definition.unit);
      expect(definition.dimensions).toContainEqual(Dimensions.map(({ Name }) => Name));
    }
    const setOf = (name: string, dimensions: readonly string[]) => `${name} ${dimensions.join(",")}`;
    const written = data.map(({ MetricName, Dimensions }) =>
      setOf(
        MetricName,
        Dimensions.map(({ Name }) => Name),
      ),
    );
    const defined = Object.entries(METRICS).flatMap(([name, { dimensions }]) =>
      dimensions.map((each) => setOf(name, each)),
    );
    expect([...new Set(written)].sort()).toEqual(defined.sort());
    expect(requests()[0]?.body).toMatch(/"Namespace":"samltrail"/);
  });

  test.each(samples().map(({ name, content }) => [name, content] as const))(
    "takes the golden sample %s, however old it has become",
    async (_name, sample) => {
      expect(await failed(aBatch(sample))).toEqual([]);
      expect(errors).not.toHaveBeenCalled();
    },
  );

  test("names as many mappings as the configuration's limit says, the first of its file", async () => {
    await failed(aBatch(aRolesMapped({ granted: granted("admins", "auditors", "elsewhere") }, now())));
    const roles = putData(requests()).filter(({ MetricName }) => MetricName === "RolesGranted");
    const counts = roles.map(({ Dimensions, Counts }) => [
      Dimensions.find(({ Name }) => Name === "Role")?.Value,
      Counts[0],
    ]);
    expect(new Map(counts as [string, number][])).toEqual(
      new Map([
        ["auditors", 1],
        ["other", 2],
      ]),
    );
  });

  test("puts data at the minute of occurrence, and counts an event too old for that", async () => {
    const earlier = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3 * 3_600_000);
    const ancient = new Date(Date.now() - 20 * 86_400_000);
    await failed(aBatch(aLoginFailed({}, earlier), aLoginFailed({}, ancient)));
    const data = putData(requests());
    expect(data.find(({ MetricName }) => MetricName === "LoginAttempts")?.Timestamp).toBe(earlier.getTime() / 1000);
    expect(data.filter(({ MetricName }) => MetricName === "EventsOutsideMetricWindow")).toHaveLength(1);
    expect(attemptsCounted(requests())).toBe(1);
  });

  test("takes an event with fields that a newer producer added", async () => {
    const event = aLoginSucceeded({}, now());
    const newer = { ...event, addedLater: true, data: { ...event.data, addedLater: { deep: 1 } } };
    expect(await failed(aBatch(newer))).toEqual([]);
    expect(attemptsCounted(requests())).toBe(1);
  });

  test("fails what is no event on its own and counts the others", async () => {
    const batch = {
      Records: [
        aMessage("m0", "not json"),
        aMessage("m1", envelope(aLoginSucceeded({}, now()))),
        aMessage("m2", envelope({ ...aLoginFailed(), data: {} })),
      ],
    };
    expect(await failed(batch)).toEqual(["m0", "m2"]);
    expect(attemptsCounted(requests())).toBe(1);
    expect(errors).toHaveBeenCalledTimes(2);
  });

  test("counts a batch that is delivered again once", async () => {
    const batch = aBatch(aLoginSucceeded({}, now()), aLoginFailed({ count: 5 }, now()));
    await failed(batch);
    expect(await failed(batch)).toEqual([]);
    expect(attemptsCounted(requests())).toBe(6);
  });

  test("fails the whole batch where CloudWatch does not take the data", async () => {
    stub.answer(() => ({ status: 400, body: { __type: "InvalidParameterValueException", message: "no" } }));
    const batch = aBatch(aLoginSucceeded({}, now()), aLoginFailed({}, now()));
    expect(await failed(batch)).toEqual(["m0", "m1"]);
    expect(errors).toHaveBeenCalledWith("not counted", expect.anything());
  });
});
