import { brotliCompressSync } from "node:zlib";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger, LoginRecord, PendingKey } from "../../lib/ledger/ledger.ts";
import { shardOf } from "../../lib/ledger/pending-item.ts";
import { collect } from "../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aLoginSucceeded, aRolesMapped, aSessionEnded, NOON } from "../helpers/events.ts";
import { beforeFirst } from "../helpers/faults.ts";
import { aLoginRecord, idsOf, itemOf, LEDGER, minutesLater, pendingUnder } from "../helpers/ledger.ts";

let dynalite: Dynalite;
let ledger: LoginLedger;

beforeEach(async () => {
  dynalite = await startDynalite();
  ledger = createDynamoDbLedger(dynalite.client, LEDGER);
});

afterEach(() => dynalite.stop());

async function recorded(record: LoginRecord): Promise<PendingKey> {
  const result = await ledger.recordLogin(record);
  if (!result.recorded) throw new Error("expected the record to be written");
  return result.pending;
}

const all = (before = minutesLater(60)) => collect(ledger.pending(before));

describe("what is pending", () => {
  test("is found after a crash between the record and its publication, as it was recorded", async () => {
    const record = aLoginRecord();
    await recorded(record);
    const [found, ...others] = await all();
    expect(others).toEqual([]);
    expect(new Set(found?.events)).toEqual(new Set(record.events));
  });

  test("is found in every shard", async () => {
    const keys = await Promise.all(Array.from({ length: 60 }, () => recorded(aLoginRecord())));
    expect(new Set(keys.map(({ pk }) => shardOf(pk))).size).toBeGreaterThan(8);
    const found = await all();
    expect(found.map(({ key }) => key.pk).sort()).toEqual(keys.map(({ pk }) => pk).sort());
  });

  test("is found beyond the first page of a shard, oldest first", async () => {
    const inOneShard = Array.from({ length: 1000 }, (_, index) => `id-${index}`)
      .filter((id) => shardOf(`events#${id}`) === 3)
      .slice(0, 30);
    const second = (index: number) => new Date(NOON.getTime() + index * 1000);
    await Promise.all(inOneShard.map((id, index) => ledger.recordEvents(id, second(index), [aSessionEnded()])));
    const found = await all();
    expect(found.map(({ key }) => key.pk)).toEqual(inOneShard.map((id) => `events#${id}`));
  });

  test("is found where an earlier version left it, packed by itself, and no longer once it is published", async () => {
    const [event, id] = [aSessionEnded(), "events#of-an-earlier-version"];
    const Item = {
      pk: id,
      pending: { [event.metadata.id]: brotliCompressSync(JSON.stringify(event)) },
      pendingShard: shardOf(id),
      pendingSince: NOON.toISOString(),
      keepUntil: NOON.getTime() / 1000,
    };
    await dynalite.client.send(new PutCommand({ TableName: LEDGER, Item }));
    const key = await recorded(aLoginRecord());
    const found = await all();
    expect(found.map((item) => item.key.pk).sort()).toEqual([id, key.pk].sort());
    expect(found.find((item) => item.key.pk === id)?.events).toEqual([event]);

    await ledger.markPublished({ pk: id }, [event.metadata.id]);
    expect((await all()).map((item) => item.key.pk)).toEqual([key.pk]);
  });

  test("is left alone while it is younger than asked for", async () => {
    await recorded(aLoginRecord());
    expect(await all(NOON)).toEqual([]);
    expect(await all(new Date(NOON.getTime() + 1))).toHaveLength(1);
  });

  test("comes in turns, so that one long shard does not hold up the others", async () => {
    const ids = Array.from({ length: 400 }, (_, index) => `turn-${index}`);
    const long = ids.filter((id) => shardOf(`events#${id}`) === 5).slice(0, 10);
    const short = ids.filter((id) => shardOf(`events#${id}`) === 6).slice(0, 1);
    for (const id of [...long, ...short]) await ledger.recordEvents(id, NOON, [aSessionEnded()]);
    const order = (await all()).map(({ key }) => key.pk);
    expect(order.indexOf(`events#${short[0]}`)).toBeLessThan(2);
  });
});

describe("what is settled between the index and the read", () => {
  test("is left out, and the rest of its page is found", async () => {
    const inOneShard = Array.from({ length: 200 }, (_, index) => `meanwhile-${index}`)
      .filter((id) => shardOf(`events#${id}`) === 7)
      .slice(0, 3);
    const events = inOneShard.map(() => aSessionEnded());
    const keys = await Promise.all(
      inOneShard.map((id, index) => ledger.recordEvents(id, NOON, events.slice(index, index + 1))),
    );
    const reader = dynalite.connect();
    beforeFirst(reader, "BatchGetItemCommand", async () => {
      const [key, event] = [keys[1], events[1]];
      if (key && event) await ledger.markPublished(key, [event.metadata.id]);
    });
    const found = await collect(createDynamoDbLedger(reader, LEDGER).pending(minutesLater(60)));
    reader.destroy();
    expect(found.map(({ key }) => key)).toEqual([keys[0], keys[2]]);
    expect(found.map((record) => record.events)).toEqual([[events[0]], [events[2]]]);
  });

  test("is left out as well where it has expired since", async () => {
    const gone = await recorded(aLoginRecord());
    const reader = dynalite.connect();
    beforeFirst(reader, "BatchGetItemCommand", async () => {
      await dynalite.client.send(new DeleteCommand({ TableName: LEDGER, Key: gone }));
    });
    expect(await collect(createDynamoDbLedger(reader, LEDGER).pending(minutesLater(60)))).toEqual([]);
    reader.destroy();
  });
});

describe("marking as published", () => {
  test("keeps what the bus refused pending, without a time to live", async () => {
    const [taken, refused] = [aLoginSucceeded(), aRolesMapped()];
    const key = await recorded(aLoginRecord({ events: [taken, refused] }));
    await ledger.markPublished(key, [taken.metadata.id]);
    expect((await pendingUnder(ledger, key.pk))?.events).toEqual([refused]);
    expect(await itemOf(dynalite.client, key.pk)).not.toHaveProperty("expiresAt");
    await ledger.markPublished(key, [refused.metadata.id]);
    expect(await itemOf(dynalite.client, key.pk)).toHaveProperty("expiresAt");
    expect(await all()).toEqual([]);
  });

  test("settles the item when two publishers took one event each at the same time", async () => {
    const record = aLoginRecord({ events: [aLoginSucceeded(), aRolesMapped()] });
    const key = await recorded(record);
    await Promise.all(idsOf(record).map((id) => ledger.markPublished(key, [id])));
    const item = await itemOf(dynalite.client, key.pk);
    expect(item).toHaveProperty("expiresAt");
    expect(item).not.toHaveProperty("pending");
    expect(item).not.toHaveProperty("pendingShard");
  });

  test("settles the item when two publishers took both events at the same time", async () => {
    const record = aLoginRecord();
    const key = await recorded(record);
    await Promise.all([1, 2].map(() => ledger.markPublished(key, idsOf(record))));
    expect(await itemOf(dynalite.client, key.pk)).not.toHaveProperty("pendingShard");
  });

  test("is harmless when repeated", async () => {
    const record = aLoginRecord();
    const key = await recorded(record);
    await ledger.markPublished(key, idsOf(record));
    const settled = await itemOf(dynalite.client, key.pk);
    await ledger.markPublished(key, idsOf(record));
    expect(await itemOf(dynalite.client, key.pk)).toEqual(settled);
  });

  test("changes nothing where the bus took nothing", async () => {
    const record = aLoginRecord();
    const key = await recorded(record);
    await ledger.markPublished(key, []);
    expect(idsOf((await pendingUnder(ledger, key.pk)) ?? { events: [] })).toEqual(idsOf(record).sort());
  });
});
