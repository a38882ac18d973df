import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Context, ScheduledEvent } from "aws-lambda";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { createRoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";
import { collect } from "../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aRoleMappingProvisioned } from "../helpers/events.ts";
import { aLoginRecord, idsOf, LEDGER, minutesLater } from "../helpers/ledger.ts";
import { aMapping } from "../helpers/mappings.ts";

let stub: AwsStub;
let dynalite: Dynalite;
let republish: typeof import("../../handlers/republish-pending/handler.ts").handler;
const infos = jest.spyOn(logger, "info").mockImplementation(() => {});
const counted = jest.spyOn(metrics, "addMetric").mockReturnValue(metrics);
jest.spyOn(metrics, "publishStoredMetrics").mockReturnValue(metrics);
const warnings = jest.spyOn(logger, "warn").mockImplementation(() => {});

beforeAll(async () => {
  [stub, dynalite] = await Promise.all([startAwsStub(), startDynalite()]);
  pointAwsAt(stub.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    LOGIN_LEDGER_TABLE: LEDGER,
    ROLE_MAPPINGS_TABLE: "role-mappings",
    EVENT_BUS_NAME: "trail",
  });
  republish = (await import("../../handlers/republish-pending/handler.ts")).handler;
});

beforeEach(() => {
  jest.clearAllMocks();
});

afterAll(() => Promise.all([stub.stop(), dynalite.stop()]));

const run = (remaining = 50_000) =>
  republish({} as ScheduledEvent, { getRemainingTimeInMillis: () => remaining } as Context);
const aMinuteAgo = () => minutesLater(-1, new Date());
const ledger = () => createDynamoDbLedger(dynalite.client, LEDGER);
const entriesOf = (body: string) => (JSON.parse(body) as { Entries: readonly { Detail: string }[] }).Entries;
const takeAll = () =>
  stub.answer(({ body }) => ({
    body: { FailedEntryCount: 0, Entries: entriesOf(body).map(() => ({ EventId: "e" })) },
  }));

describe("the schedule republish-pending", () => {
  test("publishes what is older than ten seconds, and says so in one line of counts", async () => {
    takeAll();
    const old = aLoginRecord({ recordedAt: aMinuteAgo() });
    const young = aLoginRecord({ recordedAt: minutesLater(60, new Date()) });
    await ledger().recordLogin(old);
    await ledger().recordLogin(young);
    await run();
    const sent = stub.requests.flatMap(({ body }) => entriesOf(body)).map(({ Detail }) => JSON.parse(Detail));
    expect(sent).toEqual(expect.arrayContaining([...old.events]));
    expect(sent).toHaveLength(2);
    expect(infos.mock.calls).toEqual([
      ["republished", { from: "login-ledger", records: 1, published: 2, refused: {}, unmarked: 0, complete: true }],
    ]);
    const left = await collect(ledger().pending(minutesLater(120, new Date())));
    expect(left.map(idsOf)).toEqual([idsOf(young).sort()]);
    expect(counted.mock.calls).toEqual([
      ["PendingRecords", "Count", 0],
      ["OldestPendingSeconds", "Seconds", 0],
    ]);
  });

  test("warns where the bus refuses, and keeps it for the next run", async () => {
    stub.answer(({ body }) => ({
      body: { FailedEntryCount: 2, Entries: entriesOf(body).map(() => ({ ErrorCode: "InternalFailure" })) },
    }));
    await ledger().recordLogin(aLoginRecord({ recordedAt: aMinuteAgo() }));
    await run();
    expect(warnings.mock.calls[0]).toMatchObject(["republished", { published: 0, refused: { InternalFailure: 2 } }]);
    const [records, age] = counted.mock.calls.map(([name, , value]) => [name, value] as const);
    expect(records).toEqual(["PendingRecords", 1]);
    expect(age?.[1]).toBeGreaterThanOrEqual(60);
    expect(age?.[1]).toBeLessThan(120);
    takeAll();
    await run();
    expect(infos.mock.calls[0]).toMatchObject(["republished", { published: 2 }]);
  });

  test("publishes the events of changed role mappings, which wait in the mappings themselves", async () => {
    const store = createRoleMappingStore(dynalite.client, "role-mappings");
    const event = aRoleMappingProvisioned({}, aMinuteAgo());
    await store.create(aMapping(), event);
    stub.answer(({ body }) => ({
      body: { FailedEntryCount: 1, Entries: entriesOf(body).map(() => ({ ErrorCode: "InternalFailure" })) },
    }));
    await run();
    expect(counted.mock.calls[0]).toEqual(["PendingRecords", "Count", 1]);
    takeAll();
    const before = stub.requests.length;
    await run();
    const sent = stub.requests
      .slice(before)
      .flatMap(({ body }) => entriesOf(body))
      .map(({ Detail }) => JSON.parse(Detail));
    expect(sent).toEqual([event]);
    expect(await collect(store.outbox.pending(new Date()))).toEqual([]);
  });

  test("leaves the rest to the next run when its time is nearly over", async () => {
    takeAll();
    await ledger().recordLogin(aLoginRecord({ recordedAt: aMinuteAgo() }));
    await run(5_000);
    expect(warnings.mock.calls[0]).toMatchObject(["republished", { records: 0, complete: false }]);
    await run();
    expect(infos.mock.calls[0]).toMatchObject(["republished", { records: 1, complete: true }]);
  });
});
