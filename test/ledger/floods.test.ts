import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type LoginFailed, parseEvent } from "../../lib/events/catalogue.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import { collect } from "../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aLoginFailed, NOON } from "../helpers/events.ts";
import { itemOf, LEDGER, minutesLater } from "../helpers/ledger.ts";

let dynalite: Dynalite;
let ledger: LoginLedger;

beforeEach(async () => {
  dynalite = await startDynalite();
  ledger = createDynamoDbLedger(dynalite.client, LEDGER);
});

afterEach(() => dynalite.stop());

const aStranger = () => aLoginFailed({ step: "read-form", reason: "malformed", identityProvider: null });
const flood = (count: number, failure: () => LoginFailed) =>
  Promise.all(Array.from({ length: count }, () => ledger.countFlood(NOON, failure())));
const pending = () => collect(ledger.pending(minutesLater(60)));
const counts = async () =>
  (await pending()).flatMap(({ events }) => (events as LoginFailed[]).map((e) => e.data.count));

describe("a flood of failures", () => {
  test("becomes one Login Failed whose count is the number of attempts, however many came at once", async () => {
    await flood(60, aStranger);
    const [record, ...others] = await pending();
    expect(others).toEqual([]);
    expect(record?.key.pk).toBe("flood#2026-08-03T12:00:00.000Z#read-form#malformed#-");
    const event = record?.events[0] as LoginFailed;
    expect(event.data).toMatchObject({ reason: "malformed", count: 60 });
    expect(parseEvent(event)).toEqual(event);
  });

  test("says nothing about one client or one message", async () => {
    await flood(2, aStranger);
    const event = (await pending())[0]?.events[0] as LoginFailed;
    expect(event.data).toMatchObject({
      client: null,
      claimed: { issuerHash: null, assertionIdHash: null },
      detail: { found: null },
      steps: [],
    });
  });

  test("is the only event of a producer of its own, so that the process that counted has no gap", async () => {
    await flood(3, aStranger);
    const event = (await pending())[0]?.events[0];
    expect(event?.metadata.producer).toEqual({ id: event?.metadata.id, sequence: 1 });
  });

  test("is counted apart by minute, step, reason and provider", async () => {
    await flood(2, aStranger);
    await flood(3, () => aLoginFailed());
    await ledger.countFlood(minutesLater(1), aStranger());
    expect((await counts()).sort()).toEqual([1, 2, 3]);
  });

  test("waits until its minute is over and increments on their way had time to arrive", async () => {
    await ledger.countFlood(new Date(NOON.getTime() + 59_999), aStranger());
    expect(await collect(ledger.pending(new Date(NOON.getTime() + 90_000)))).toEqual([]);
    expect(await collect(ledger.pending(new Date(NOON.getTime() + 90_001)))).toHaveLength(1);
  });
});

describe("publishing a flood", () => {
  test("gives the same event again when the first publisher crashed", async () => {
    await flood(5, aStranger);
    expect(await pending()).toEqual(await pending());
  });

  test("loses no increment that arrives after the aggregate was read for publication", async () => {
    await flood(5, aStranger);
    const first = await pending();
    await flood(2, aStranger);
    const taken = first[0];
    if (!taken) throw new Error("expected an aggregate");
    await ledger.markPublished(
      taken.key,
      taken.events.map((event) => event.metadata.id),
    );
    await flood(1, aStranger);
    expect((taken.events[0] as LoginFailed).data.count).toBe(5);
    expect(await counts()).toEqual([1, 1, 1]);
  });

  test("counts every attempt exactly once while increments and publishers race", async () => {
    const publish = async () => {
      let published = 0;
      for (const { key, events } of await pending()) {
        await ledger.markPublished(
          key,
          events.map((event) => event.metadata.id),
        );
        published += (events as LoginFailed[]).reduce((sum, event) => sum + event.data.count, 0);
      }
      return published;
    };
    const [, early] = await Promise.all([flood(40, aStranger), publish()]);
    expect(early + (await publish())).toBe(40);
  });

  test("lets the aggregate expire when it was published", async () => {
    await flood(2, aStranger);
    const [record] = await pending();
    if (!record) throw new Error("expected an aggregate");
    await ledger.markPublished(
      record.key,
      record.events.map((event) => event.metadata.id),
    );
    const item = await itemOf(dynalite.client, record.key.pk);
    expect(item).toMatchObject({ attempts: 2, expiresAt: NOON.getTime() / 1000 + 90 + 86_400 });
    expect(item).not.toHaveProperty("pendingShard");
    expect(await pending()).toEqual([]);
  });
});
