import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { LoginFailed, TrailEvent } from "../../lib/events/catalogue.ts";
import type { PublishResult } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import { republishPending } from "../../lib/ledger/republish-pending.ts";
import { collect } from "../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped, NOON } from "../helpers/events.ts";
import { beforeFirst } from "../helpers/faults.ts";
import { aLoginRecord, idsOf, itemOf, LEDGER, minutesLater } from "../helpers/ledger.ts";

let dynalite: Dynalite;
let ledger: LoginLedger;

beforeEach(async () => {
  dynalite = await startDynalite();
  ledger = createDynamoDbLedger(dynalite.client, LEDGER);
});

afterEach(() => dynalite.stop());

/** A bus that takes what `takes` lets it, and remembers it. */
function aBus(takes: (event: TrailEvent) => boolean = () => true) {
  const taken: TrailEvent[] = [];
  const publish = async (events: readonly TrailEvent[]): Promise<PublishResult> => {
    const accepted = events.filter(takes);
    taken.push(...accepted);
    const refused = events.filter((event) => !takes(event));
    return {
      published: accepted.map(({ metadata }) => metadata.id),
      refused: refused.map(({ metadata }) => ({ id: metadata.id, code: "ThrottlingException" })),
    };
  };
  return { taken, publish };
}

const republish = (publish: ReturnType<typeof aBus>["publish"], hasTime = () => true) =>
  republishPending({ ledger, publish, before: minutesLater(60), hasTime });
const left = () => collect(ledger.pending(minutesLater(60)));

describe("republishing what is pending", () => {
  test("sends what a crash left behind, once, and leaves nothing pending", async () => {
    const record = aLoginRecord();
    await ledger.recordLogin(record);
    const bus = aBus();
    expect(await republish(bus.publish)).toEqual({
      records: 1,
      published: 2,
      refused: {},
      unmarked: 0,
      complete: true,
    });
    expect(idsOf({ events: bus.taken }).sort()).toEqual(idsOf(record).sort());
    expect(await left()).toEqual([]);
    expect((await republish(bus.publish)).records).toBe(0);
  });

  test("keeps what the bus refused for the next run, and counts it by code", async () => {
    await ledger.recordLogin(aLoginRecord({ events: [aLoginSucceeded(), aRolesMapped()] }));
    const result = await republish(aBus(({ metadata }) => metadata.type === "Login Succeeded").publish);
    expect(result).toMatchObject({ published: 1, refused: { ThrottlingException: 1 } });
    expect((await left()).flatMap(({ events }) => events.map(({ metadata }) => metadata.type))).toEqual([
      "Roles Mapped",
    ]);
    expect(await republish(aBus().publish)).toMatchObject({ published: 1, refused: {} });
    expect(await left()).toEqual([]);
  });

  test("sends the rest though one event is refused every time", async () => {
    const poison = aLoginFailed();
    await ledger.recordEvents("poison", new Date(NOON.getTime() - 60_000), [poison]);
    const records = Array.from({ length: 30 }, () => aLoginRecord());
    await Promise.all(records.map((record) => ledger.recordLogin(record)));
    const bus = aBus(({ metadata }) => metadata.id !== poison.metadata.id);
    expect(await republish(bus.publish)).toMatchObject({ records: 31, published: 60 });
    expect(await left()).toHaveLength(1);
  });

  test("stops between rounds when time runs out, and goes on in the next run", async () => {
    await Promise.all(Array.from({ length: 25 }, () => ledger.recordLogin(aLoginRecord())));
    const bus = aBus();
    const hasTime = () => bus.taken.length === 0;
    expect(await republish(bus.publish, hasTime)).toMatchObject({ records: 10, complete: false });
    expect(await republish(bus.publish)).toMatchObject({ records: 15, complete: true });
    expect(new Set(idsOf({ events: bus.taken })).size).toBe(50);
  });

  test("turns a flood into one event with its count", async () => {
    await Promise.all(Array.from({ length: 12 }, () => ledger.countFlood(NOON, aLoginFailed())));
    const bus = aBus();
    await republish(bus.publish);
    expect((bus.taken as LoginFailed[]).map(({ data }) => data.count)).toEqual([12]);
    expect(await left()).toEqual([]);
  });

  test("sends nothing of what its handler published between the index and the read", async () => {
    const record = aLoginRecord();
    const result = await ledger.recordLogin(record);
    const reader = dynalite.connect();
    beforeFirst(reader, "BatchGetItemCommand", async () => {
      if (result.recorded) await ledger.markPublished(result.pending, idsOf(record));
    });
    const bus = aBus();
    const late = { ledger: createDynamoDbLedger(reader, LEDGER), publish: bus.publish };
    const done = await republishPending({ ...late, before: minutesLater(60), hasTime: () => true });
    reader.destroy();
    expect(done).toMatchObject({ records: 0, published: 0, unmarked: 0, complete: true });
    expect(bus.taken).toEqual([]);
  });

  test("settles an item whose last event was taken by a publisher that crashed before it could", async () => {
    const event = aLoginFailed();
    const key = await ledger.recordEvents("half-done", NOON, [event]);
    const firstHalf = new UpdateCommand({
      TableName: LEDGER,
      Key: key,
      UpdateExpression: "REMOVE pending.#event",
      ExpressionAttributeNames: { "#event": event.metadata.id },
    });
    await dynalite.client.send(firstHalf);
    await republish(aBus().publish);
    const item = await itemOf(dynalite.client, key.pk);
    expect(item).toHaveProperty("expiresAt");
    expect(item).not.toHaveProperty("pendingShard");
  });
});
