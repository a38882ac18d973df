import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { createCountedEvents } from "../../lib/metrics/counted-events.ts";
import { recordMetrics } from "../../lib/metrics/record-metrics.ts";
import { roleDimension } from "../../lib/metrics/role-dimension.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aLoginFailed, aLoginSucceeded, NOON } from "../helpers/events.ts";
import { beforeFirst, callsOf, leaveUnprocessed } from "../helpers/faults.ts";
import { itemOf, LEDGER, minutesLater } from "../helpers/ledger.ts";
import { attemptsCounted, putData } from "../helpers/metrics.ts";

let stub: AwsStub;
let dynalite: Dynalite;
let cloudWatch: CloudWatchClient;

beforeEach(async () => {
  [stub, dynalite] = await Promise.all([startAwsStub(), startDynalite()]);
  pointAwsAt(stub.endpoint);
  stub.answer(() => ({ body: {} }));
  cloudWatch = new CloudWatchClient({ maxAttempts: 1 });
});

afterEach(async () => {
  cloudWatch.destroy();
  await Promise.all([stub.stop(), dynalite.stop()]);
});

const totalOf = (name: string) =>
  putData(stub.requests)
    .filter(({ MetricName }) => MetricName === name)
    .flatMap(({ Counts }) => Counts)
    .reduce((sum, count) => sum + count, 0);

const NOW = minutesLater(60);
const noWait = async () => {};

async function record(events: readonly TrailEvent[], client: DynamoDBDocumentClient = dynalite.client) {
  const unmarked: string[] = [];
  const recorded = await recordMetrics(
    {
      client: cloudWatch,
      namespace: "samltrail",
      countedEvents: createCountedEvents(client, LEDGER, noWait),
      counting: { now: NOW, roleOf: roleDimension([], 0) },
      onUnmarked: (left) => unmarked.push(...left.map(({ metadata }) => metadata.id)),
    },
    events,
  );
  return { ...recorded, unmarked };
}

/** So many failures that they need two calls: six data each, each in a minute of its own. */
const twoCallsOfFailures = () => Array.from({ length: 176 }, (_, index) => aLoginFailed({}, minutesLater(-index)));

describe("recording metrics", () => {
  test("counts an event that is delivered again once", async () => {
    const events = [aLoginSucceeded(), aLoginFailed()];
    expect(await record(events)).toMatchObject({ counted: 2, skipped: 0, calls: 1 });
    expect(await record([...events, aLoginFailed()])).toMatchObject({ counted: 1, skipped: 2 });
    expect(attemptsCounted(stub.requests)).toBe(3);
  });

  test("counts an event that is twice in one batch once", async () => {
    const event = aLoginSucceeded();
    expect(await record([event, event])).toMatchObject({ counted: 1, skipped: 1 });
    expect(attemptsCounted(stub.requests)).toBe(1);
  });

  test("makes no call where everything was counted before", async () => {
    const event = aLoginSucceeded();
    await record([event]);
    expect(await record([event])).toMatchObject({ counted: 0, calls: 0 });
    expect(stub.requests).toHaveLength(1);
  });

  test("leaves no marker where CloudWatch did not take the data, so that the next delivery counts it", async () => {
    const event = aLoginSucceeded();
    stub.answer(() => ({ status: 500, body: { __type: "InternalServiceFault" } }));
    await expect(record([event])).rejects.toThrow();
    stub.answer(() => ({ body: {} }));
    expect(await record([event])).toMatchObject({ counted: 1 });
  });

  test("does not count the events of a call that succeeded again when a later call failed", async () => {
    const events = twoCallsOfFailures();
    let calls = 0;
    stub.answer(() => {
      calls += 1;
      return calls === 2 ? { status: 500, body: { __type: "InternalServiceFault" } } : { body: {} };
    });
    await expect(record(events)).rejects.toThrow();
    expect(await record(events)).toMatchObject({ counted: 10, skipped: 166 });
    const taken = stub.requests.filter((_, index) => index !== 1);
    expect(attemptsCounted(taken)).toBe(176);
  });

  test("marks all that a batch has of five seconds by one write, and keeps that for 15 days", async () => {
    const client = dynalite.connect();
    const updates = callsOf(client, "UpdateItemCommand");
    const at = (seconds: number) => aLoginFailed({}, new Date(NOON.getTime() + seconds * 1000));
    await record([at(0), at(4.9), at(5), at(7), at(9.999)], client);
    client.destroy();
    expect(updates()).toBe(2);
    const marked = await itemOf(dynalite.client, "counted#2026-08-03T12:00:05.000Z");
    expect(marked).toMatchObject({ expiresAt: NOW.getTime() / 1000 + 15 * 86_400 });
    expect(marked?.events).toHaveProperty("size", 3);
  });

  test("keeps the marks of functions that count events of the same five seconds at the same time", async () => {
    const batches = Array.from({ length: 8 }, () => Array.from({ length: 5 }, () => aLoginFailed()));
    await Promise.all(batches.map((events) => record(events)));
    expect(await record(batches.flat())).toMatchObject({ counted: 0, skipped: 40 });
  });

  test("counts again what a function that died between the call and its marks has counted: too much, and never too little", async () => {
    const client = dynalite.connect();
    const event = aLoginFailed();
    await new Promise<void>((died) => {
      beforeFirst(client, "UpdateItemCommand", () => {
        died();
        return new Promise(() => undefined);
      });
      void record([event], client);
    });
    expect(await record([event])).toMatchObject({ counted: 1 });
    expect(await record([event])).toMatchObject({ counted: 0 });
    client.destroy();
  });

  test("counts a person once a day, whichever login of the day comes first and however it is delivered", async () => {
    const people = (subjects: string, at = NOON) =>
      [...subjects].map((each) => aLoginSucceeded({ subject: `subject:k1:${each.repeat(43)}` }, at));
    await record(people("aab"));
    await record(people("bca"));
    await record(people("a", minutesLater(-24 * 60)));
    expect(totalOf("People")).toBe(4);
  });

  test("counts a provider and its certificate the first time they let somebody in, and knows them for good", async () => {
    const event = aLoginSucceeded();
    const { identityProvider } = event.data;
    await record([event, aLoginSucceeded()]);
    const rolledOver = { ...identityProvider, certificateFingerprint: "e".repeat(64) };
    await record([aLoginSucceeded(), aLoginSucceeded({ identityProvider: rolledOver })]);
    expect(totalOf("NewIdentityProviders")).toBe(1);
    expect(totalOf("NewCertificates")).toBe(2);
    const marker = await itemOf(dynalite.client, `seen#certificate#demo#${"e".repeat(64)}`);
    expect(marker).not.toHaveProperty("expiresAt");
  });

  test("counts the issuers that nobody configured, each once an hour", async () => {
    const claims = (hashes: string, at = NOON) =>
      [...hashes].map((each) =>
        aLoginFailed({ identityProvider: null, claimed: { issuerHash: each.repeat(64), assertionIdHash: null } }, at),
      );
    await record([...claims("aab"), aLoginFailed()]);
    await record([...claims("b"), ...claims("a", minutesLater(-60))]);
    expect(totalOf("UnknownIssuers")).toBe(3);
  });

  test("asks and writes again what DynamoDB left unprocessed", async () => {
    const client = dynalite.connect();
    leaveUnprocessed(client, "BatchGetItemCommand", 1);
    leaveUnprocessed(client, "BatchWriteItemCommand", 1);
    const events = Array.from({ length: 60 }, () => aLoginSucceeded());
    expect(await record(events, client)).toMatchObject({ counted: 60, unmarked: [] });
    client.destroy();
    expect(await record(events)).toMatchObject({ counted: 0, skipped: 60 });
  });

  test("counts nothing where it cannot be known what was counted before", async () => {
    const client = dynalite.connect();
    leaveUnprocessed(client, "BatchGetItemCommand", 99);
    await expect(record([aLoginSucceeded()], client)).rejects.toThrow(/unprocessed/);
    client.destroy();
    expect(stub.requests).toEqual([]);
  });

  test("tells which events were counted and not marked, and does not fail them, since that would count them again", async () => {
    const client = dynalite.connect();
    leaveUnprocessed(client, "BatchWriteItemCommand", 99);
    const event = aLoginSucceeded();
    expect(await record([event], client)).toMatchObject({ counted: 1, unmarked: [event.metadata.id] });
    client.destroy();
  });
});
