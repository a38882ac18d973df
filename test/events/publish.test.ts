import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped, NOON } from "../helpers/events.ts";

interface Call {
  readonly Entries: readonly {
    Source: string;
    DetailType: string;
    Time: number;
    Detail: string;
    EventBusName: string;
  }[];
}

let stub: AwsStub;
let client: EventBridgeClient;

beforeEach(async () => {
  stub = await startAwsStub();
  pointAwsAt(stub.endpoint);
  client = new EventBridgeClient({ maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await stub.stop();
});

const callOf = (body: string) => JSON.parse(body) as Call;
const calls = () => stub.requests.map(({ body }) => callOf(body));
const takeAll = () =>
  stub.answer(({ body }) => ({
    body: { FailedEntryCount: 0, Entries: callOf(body).Entries.map((_, index) => ({ EventId: `e${index}` })) },
  }));
const idsOf = (events: readonly TrailEvent[]) => events.map(({ metadata }) => metadata.id);
const failures = (count: number) => Array.from({ length: count }, () => aLoginFailed());

/** An event whose detail is of about that many bytes, in characters of three bytes each. */
function aHeavyEvent(bytes: number): TrailEvent {
  const event = aLoginFailed();
  return { ...event, padding: "€".repeat(Math.floor(bytes / 3)) } as TrailEvent;
}

describe("publishing events", () => {
  test("says source, detail type, time of occurrence and detail as the contract has them", async () => {
    takeAll();
    const event = aLoginSucceeded();
    expect(await publishEvents(client, "trail", [event])).toEqual({ published: idsOf([event]), refused: [] });
    const entry = calls()[0]?.Entries[0];
    expect(entry).toMatchObject({ EventBusName: "trail", Source: "samltrail", DetailType: "Login Succeeded" });
    expect(entry?.Time).toBe(NOON.getTime() / 1000);
    expect(JSON.parse(entry?.Detail ?? "")).toEqual(event);
  });

  test("puts ten entries a call", async () => {
    takeAll();
    const events = failures(23);
    const { published } = await publishEvents(client, "trail", events);
    expect(published).toEqual(idsOf(events));
    expect(calls().map(({ Entries }) => Entries.length)).toEqual([10, 10, 3]);
  });

  test("keeps a call within one megabyte, counted in bytes", async () => {
    takeAll();
    const events = [aHeavyEvent(500_000), aHeavyEvent(500_000), aHeavyEvent(500_000)];
    expect((await publishEvents(client, "trail", events)).published).toHaveLength(3);
    expect(calls().map(({ Entries }) => Entries.length)).toEqual([2, 1]);
    for (const { Entries } of calls()) {
      const bytes = Entries.map(({ Detail }) => Buffer.byteLength(Detail)).reduce((sum, each) => sum + each, 0);
      expect(bytes).toBeLessThanOrEqual(1024 * 1024);
    }
  });

  test("refuses an entry that alone exceeds a call, and sends the others", async () => {
    takeAll();
    const [small, large] = [aRolesMapped(), aHeavyEvent(1_100_000)];
    const result = await publishEvents(client, "trail", [large, small]);
    expect(result).toEqual({
      published: idsOf([small]),
      refused: [{ id: large.metadata.id, code: "EntryTooLarge" }],
    });
  });

  test("finds the entries that the bus refused in an answer that looks like success", async () => {
    stub.answer(() => ({
      body: {
        FailedEntryCount: 1,
        Entries: [{ EventId: "e1" }, { ErrorCode: "ThrottlingException", ErrorMessage: "Rate exceeded" }],
      },
    }));
    const [taken, throttled] = failures(2) as [TrailEvent, TrailEvent];
    expect(await publishEvents(client, "trail", [taken, throttled])).toEqual({
      published: idsOf([taken]),
      refused: [{ id: throttled.metadata.id, code: "ThrottlingException" }],
    });
  });

  test("takes an entry without a result for refused", async () => {
    stub.answer(() => ({ body: { FailedEntryCount: 0, Entries: [{ EventId: "e1" }] } }));
    const events = failures(2);
    const result = await publishEvents(client, "trail", events);
    expect(result.published).toEqual(idsOf(events.slice(0, 1)));
    expect(result.refused).toEqual([{ id: events[1]?.metadata.id, code: "NoResult" }]);
  });

  test("a call that fails refuses its own entries and not those of earlier and later calls", async () => {
    let call = 0;
    stub.answer(({ body }) => {
      call += 1;
      if (call === 2) return { status: 500, body: { __type: "InternalException", message: "down" } };
      return { body: { FailedEntryCount: 0, Entries: callOf(body).Entries.map(() => ({ EventId: "e" })) } };
    });
    const events = failures(25);
    const { published, refused } = await publishEvents(client, "trail", events);
    expect(published).toEqual([...idsOf(events.slice(0, 10)), ...idsOf(events.slice(20))]);
    expect(refused).toEqual(idsOf(events.slice(10, 20)).map((id) => ({ id, code: "InternalException" })));
  });

  test("makes no call for no events", async () => {
    expect(await publishEvents(client, "trail", [])).toEqual({ published: [], refused: [] });
    expect(stub.requests).toEqual([]);
  });
});
