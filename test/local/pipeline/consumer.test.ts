import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { SQSEvent } from "aws-lambda";
import type { Consumer } from "../../../infra/pipeline/types.ts";
import { type Activity, createActivity } from "../../../local/activity.ts";
import { LOCAL_ACCOUNT } from "../../../local/aws/account.ts";
import type { EventEnvelope } from "../../../local/aws/event-bridge.ts";
import { openAtomicFiles } from "../../../local/files/atomic-files.ts";
import { createStackLog } from "../../../local/log.ts";
import { type EventBus, openEventBus } from "../../../local/pipeline/event-bus.ts";
import { makeDirectory } from "../aws-stand-in.ts";

const definition: Consumer = {
  function: "archive-events",
  pattern: { source: ["samltrail"], "detail-type": ["Login Failed"] },
  batch: { size: 3, windowSeconds: 1 },
  maximumReceives: 3,
  visibilityTimeoutSeconds: 1,
};

let directory: string;
let bus: EventBus;
let activity: Activity;
let lines: Record<string, unknown>[];

beforeEach(async () => {
  directory = await makeDirectory();
  await openBus();
});
afterEach(async () => {
  await bus.stop();
  await rm(directory, { recursive: true, force: true });
});

async function openBus(more: Partial<Consumer> = {}): Promise<void> {
  activity = createActivity();
  lines = [];
  bus = await openEventBus({
    directory,
    files: await openAtomicFiles(join(directory, "aside")),
    consumers: [{ ...definition, ...more }],
    account: LOCAL_ACCOUNT,
    timeScale: 1 / 50,
    activity,
    log: createStackLog((line) => void lines.push(JSON.parse(line))),
  });
}

function event(id: string, more: Partial<EventEnvelope> = {}): EventEnvelope {
  return {
    version: "0",
    id,
    "detail-type": "Login Failed",
    source: "samltrail",
    account: "000000000000",
    time: "2026-02-03T04:05:06Z",
    region: "eu-central-1",
    resources: [],
    detail: { id },
    ...more,
  };
}

const idsOf = (batch: SQSEvent) => batch.Records.map((record) => (JSON.parse(record.body) as EventEnvelope).id);

describe("a consumer", () => {
  test("gets the events its pattern matches, in batches no larger than its size", async () => {
    const batches: string[][] = [];
    for (const id of ["1", "2", "3", "4"]) await bus.deliver(event(id));
    await bus.deliver(event("other type", { "detail-type": "Login Succeeded" }));
    await bus.deliver(event("other source", { source: "aws.events" }));
    bus.startConsumers(async (_name, batch) => void batches.push(idsOf(batch)));
    await activity.quiet();
    expect(batches).toEqual([["1", "2", "3"], ["4"]]);
  });

  test("leaves behind what became of each message: done, to be tried again, given up", async () => {
    const detail = (id: string) => ({ metadata: { id, correlationId: "c" } });
    const state = async () => {
      const all = (await bus.deliveries()).map(({ eventId, state: found, attempts }) => [eventId, found, attempts]);
      return all.sort();
    };
    for (const id of ["1", "2"]) await bus.deliver(event(id, { detail: detail(id) }));
    await bus.deliver(event("no event of ours", { detail: {} }));
    expect(await state()).toEqual([
      ["1", "waiting", 0],
      ["2", "waiting", 0],
    ]);
    const seen: unknown[] = [];
    bus.startConsumers(async (_name, batch) => {
      seen.push(await state());
      const failed = batch.Records.filter((record) => record.body.includes('"id":"2"'));
      return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
    });
    await activity.quiet();
    expect(seen).toEqual([
      [
        ["1", "in flight", 1],
        ["2", "in flight", 1],
      ],
      [
        ["1", "done", 1],
        ["2", "in flight", 2],
      ],
      [
        ["1", "done", 1],
        ["2", "in flight", 3],
      ],
    ]);
    expect(await state()).toEqual([
      ["1", "done", 1],
      ["2", "dead letter", 3],
    ]);
  });

  test("is woken by an event that arrives while it waits", async () => {
    const batches: string[][] = [];
    bus.startConsumers(async (_name, batch) => void batches.push(idsOf(batch)));
    await bus.deliver(event("1"));
    await activity.quiet();
    expect(batches).toEqual([["1"]]);
  });

  test("gets records as SQS makes them", async () => {
    const batches: SQSEvent[] = [];
    bus.startConsumers(async (_name, batch) => void batches.push(batch));
    await bus.deliver(event("1"));
    await activity.quiet();
    const [record] = batches[0]?.Records ?? [];
    expect(JSON.parse(record?.body ?? "")).toEqual(event("1"));
    expect(record).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-central-1:000000000000:archive-events",
      awsRegion: "eu-central-1",
    });
  });

  test("gets again what it said failed, and nothing else", async () => {
    const batches: string[][] = [];
    for (const id of ["1", "2", "3"]) await bus.deliver(event(id));
    bus.startConsumers(async (_name, batch) => {
      batches.push(idsOf(batch));
      const failed = batch.Records.filter((record) => batches.length === 1 && record.body.includes('"id":"2"'));
      return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
    });
    await activity.quiet();
    expect(batches).toEqual([["1", "2", "3"], ["2"]]);
  });

  test.each([
    ["throws", () => Promise.reject(new Error("out of order"))],
    ["answers what can't be understood", () => Promise.resolve({ batchItemFailures: [{ itemIdentifier: "" }] })],
  ])("that %s gets the whole batch again, until it goes to the dead letters", async (_what, misbehave) => {
    const receives: string[] = [];
    for (const id of ["1", "2", "3"]) await bus.deliver(event(id));
    bus.startConsumers(async (_name, batch) => {
      receives.push(batch.Records.map((record) => record.attributes.ApproximateReceiveCount).join());
      return misbehave();
    });
    await activity.quiet();
    expect(receives).toEqual(["1,1,1", "2,2,2", "3,3,3"]);
    expect(bus.depths()).toEqual({ "archive-events": { visible: 0, delayed: 0, inFlight: 0, deadLetters: 3 } });
    expect(await readdir(join(directory, "archive-events", "dead-letters"))).toHaveLength(3);
    const moved = lines.filter((line) => line.message === "message moved to the dead-letter queue");
    expect(moved).toHaveLength(3);
    expect(moved[0]).toMatchObject({ level: "ERROR", queue: "archive-events", receives: 3 });
  });

  test("finds after a restart what was left in its queue", async () => {
    for (const id of ["1", "2"]) await bus.deliver(event(id));
    await bus.stop();
    await openBus();
    const batches: string[][] = [];
    bus.startConsumers(async (_name, batch) => void batches.push(idsOf(batch).sort()));
    await activity.quiet();
    expect(batches).toEqual([["1", "2"]]);
  });

  test("finishes the batch under way when it is stopped, and takes no other", async () => {
    await openBus({ batch: { size: 1, windowSeconds: 0 } });
    const batches: string[][] = [];
    let begun: () => void = () => undefined;
    let finish: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bus.startConsumers(async (_name, batch) => {
      batches.push(idsOf(batch));
      begun();
      await held;
    });
    for (const id of ["1", "2"]) await bus.deliver(event(id));
    await first;
    const stopped = bus.stop();
    finish();
    await stopped;
    expect(batches).toEqual([["1"]]);
    expect(bus.depths()["archive-events"]).toMatchObject({ visible: 1, inFlight: 0 });
  });
});
