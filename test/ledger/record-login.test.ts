import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aLoginSucceeded, aRolesMapped, aSessionEnded, NOON } from "../helpers/events.ts";
import { loseFirstAnswer } from "../helpers/faults.ts";
import { aLoginRecord, idsOf, itemOf, LEDGER, minutesLater, pendingUnder } from "../helpers/ledger.ts";

let dynalite: Dynalite;
let ledger: LoginLedger;

beforeAll(async () => {
  dynalite = await startDynalite();
  ledger = createDynamoDbLedger(dynalite.client, LEDGER);
});

afterAll(() => dynalite.stop());

const pendingKeyOf = (result: Awaited<ReturnType<LoginLedger["recordLogin"]>>) => {
  if (!result.recorded) throw new Error("expected the record to be written");
  return result.pending;
};

describe("the replay guard", () => {
  test("lets one of twenty racers on the same assertion win", async () => {
    const { issuer, assertionId } = aLoginRecord();
    const racers = Array.from({ length: 20 }, (_, racer) =>
      ledger.recordLogin(aLoginRecord({ issuer, assertionId, attemptId: `racer-${racer}` })),
    );
    const results = await Promise.all(racers);
    expect(results.filter(({ recorded }) => recorded)).toHaveLength(1);
  });

  test("keeps the winner's events and drops the losers'", async () => {
    const first = aLoginRecord();
    const { pk } = pendingKeyOf(await ledger.recordLogin(first));
    await ledger.recordLogin({ ...first, attemptId: "second", events: [aLoginSucceeded()] });
    expect(idsOf((await pendingUnder(ledger, pk)) ?? { events: [] })).toEqual(idsOf(first).sort());
  });

  test("tells the same assertion ID of two issuers apart", async () => {
    const record = aLoginRecord();
    await ledger.recordLogin(record);
    const other = await ledger.recordLogin({ ...record, issuer: "https://other.example/metadata" });
    expect(other.recorded).toBe(true);
  });

  test("takes a write that the SDK repeated after a lost answer for its own", async () => {
    const client = dynalite.connect();
    loseFirstAnswer(client, "PutItemCommand");
    const result = await createDynamoDbLedger(client, LEDGER).recordLogin(aLoginRecord());
    client.destroy();
    expect(result.recorded).toBe(true);
  });

  test("refuses a replay whose own answer was lost as well", async () => {
    const record = aLoginRecord();
    await ledger.recordLogin(record);
    const client = dynalite.connect();
    loseFirstAnswer(client, "PutItemCommand");
    const result = await createDynamoDbLedger(client, LEDGER).recordLogin({ ...record, attemptId: "replayer" });
    client.destroy();
    expect(result.recorded).toBe(false);
  });

  test("still refuses an assertion whose record should have expired but was not deleted yet", async () => {
    const yearsAgo = new Date("2020-01-01T00:00:00.000Z");
    const record = aLoginRecord({ recordedAt: yearsAgo, acceptableUntil: yearsAgo, events: [] });
    const { pk } = pendingKeyOf(await ledger.recordLogin(record));
    expect(await itemOf(dynalite.client, pk)).toMatchObject({ expiresAt: yearsAgo.getTime() / 1000 + 86_400 });
    expect((await ledger.recordLogin({ ...record, attemptId: "later" })).recorded).toBe(false);
  });

  test("throws where the table does not answer, so that nobody gets in unrecorded", async () => {
    const elsewhere = createDynamoDbLedger(dynalite.client, "no-such-table");
    await expect(elsewhere.recordLogin(aLoginRecord())).rejects.toThrow();
  });
});

describe("the time to live", () => {
  test("is not set while an event is pending, and is 24 hours past the assertion's last instant afterwards", async () => {
    const record = aLoginRecord({ acceptableUntil: minutesLater(8) });
    const pending = pendingKeyOf(await ledger.recordLogin(record));
    expect(await itemOf(dynalite.client, pending.pk)).not.toHaveProperty("expiresAt");
    await ledger.markPublished(pending, idsOf(record));
    const settled = await itemOf(dynalite.client, pending.pk);
    expect(settled).toMatchObject({ expiresAt: minutesLater(8).getTime() / 1000 + 86_400 });
    expect(settled).not.toHaveProperty("pendingShard");
  });
});

describe("events of their own", () => {
  test("are pending until they are published", async () => {
    const event = aSessionEnded();
    const key = await ledger.recordEvents("own-1", NOON, [event]);
    expect((await pendingUnder(ledger, key.pk))?.events).toEqual([event]);
    await ledger.markPublished(key, [event.metadata.id]);
    expect(await pendingUnder(ledger, key.pk)).toBeUndefined();
  });

  test("survive a repeated write", async () => {
    const client = dynalite.connect();
    loseFirstAnswer(client, "PutItemCommand");
    const events = [aSessionEnded()];
    const key = await createDynamoDbLedger(client, LEDGER).recordEvents("own-2", NOON, events);
    client.destroy();
    expect((await pendingUnder(ledger, key.pk))?.events).toEqual(events);
  });

  test("are not taken for recorded where the id carries others", async () => {
    await ledger.recordEvents("own-3", NOON, [aRolesMapped()]);
    await expect(ledger.recordEvents("own-3", NOON, [aRolesMapped()])).rejects.toThrow(
      /other events under events#own-3/,
    );
  });
});

describe("an ended session", () => {
  test("is ended once, with its event recorded by the same write", async () => {
    const event = aSessionEnded();
    expect(await ledger.hasEnded("session-1")).toBe(false);
    const { pk } = pendingKeyOf(await ledger.endSession("session-1", NOON, minutesLater(60), event));
    expect(await ledger.hasEnded("session-1")).toBe(true);
    expect((await pendingUnder(ledger, pk))?.events).toEqual([event]);
    const again = await ledger.endSession("session-1", minutesLater(1), minutesLater(60), aSessionEnded());
    expect(again.recorded).toBe(false);
  });

  test("stays known for a day longer than the session could have run", async () => {
    const event = aSessionEnded();
    const key = pendingKeyOf(await ledger.endSession("session-2", NOON, minutesLater(60), event));
    await ledger.markPublished(key, [event.metadata.id]);
    expect(await itemOf(dynalite.client, key.pk)).toMatchObject({
      expiresAt: minutesLater(60).getTime() / 1000 + 86_400,
    });
  });
});
