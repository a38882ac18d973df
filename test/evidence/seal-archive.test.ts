import { describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { dayOf, hoursBetween, hoursLater } from "../../lib/evidence/hours.ts";
import { dayKey, hourSealKey, signatureKey } from "../../lib/evidence/keys-in-bucket.ts";
import { leafHash } from "../../lib/evidence/merkle.ts";
import { createSealReader } from "../../lib/evidence/seal-reader.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped, oneOfEach } from "../helpers/events.ts";
import { aKey, arrive, hourOfSeal, keysOf, sealUpTo } from "./helpers/archive.ts";
import { memoryStore } from "./helpers/memory-store.ts";

const NOON = "2026-08-03T12";
const key = aKey("k1");
const keys = keysOf(key);
const at = (minutes: number) => new Date(Date.parse("2026-08-03T12:00:00.000Z") + minutes * 60_000);

async function sealedNoon(...events: readonly TrailEvent[]) {
  const store = memoryStore();
  await arrive(store, NOON, ...events);
  const { sealed } = await sealUpTo(store, keys, { upTo: NOON });
  const [seal] = sealed;
  if (!seal) throw new Error("nothing was sealed");
  return { store, seal, body: seal.body };
}

describe("an hour's seal", () => {
  test("has each event as a leaf, and counts it by hour, type, reason, provider and role", async () => {
    const events = [...oneOfEach(), aLoginFailed({ reason: "replay", count: 40, identityProvider: null })];
    const { body } = await sealedNoon(...events);
    expect(body.leafCount).toBe(events.length);
    expect(body.counts.byHour).toEqual({ [NOON]: events.length });
    expect(Object.values(body.counts.byType).reduce((a, b) => a + b, 0)).toBe(events.length);
    expect(body.counts).toMatchObject({
      byReason: { expired: 1, replay: 40 },
      byIdentityProvider: { demo: { "Login Succeeded": 1, "Login Failed": 1 }, unknown: { "Login Failed": 40 } },
      byRole: { "demo-readers": 1 },
    });
  });

  test("names the objects it covers, and the hour", async () => {
    const { body, store } = await sealedNoon(aLoginFailed());
    expect(body.window).toEqual({ from: "2026-08-03T12:00:00.000Z", to: "2026-08-03T13:00:00.000Z" });
    const [object] = [...store.objects].filter(([name]) => name.startsWith("events/"));
    expect(body.objects).toEqual([{ key: object?.[0], version: "null", bytes: object?.[1].length }]);
  });

  test("shows a missing number of a process as a gap", async () => {
    const events = [aLoginFailed(), aLoginFailed(), aLoginFailed()];
    const [first, , third] = events;
    const { body } = await sealedNoon(...(first && third ? [first, third] : []));
    const sequence = first?.metadata.producer.sequence ?? 0;
    expect(body.sequences).toEqual([
      {
        producer: first?.metadata.producer.id,
        ranges: [
          [sequence, sequence],
          [sequence + 2, sequence + 2],
        ],
        gaps: [[sequence + 1, sequence + 1]],
      },
    ]);
  });

  test("is made of an empty hour too", async () => {
    const store = memoryStore();
    const { sealed } = await sealUpTo(store, keys, { upTo: NOON });
    expect(sealed.map(hourOfSeal)).toEqual([NOON]);
    expect(sealed[0]?.body).toMatchObject({ leafCount: 0, objects: [], counts: { byType: {} } });
    // RFC 6962 §2.1: the hash of an empty list is the hash of an empty string.
    expect(sealed[0]?.body.root).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("counts what is no event as unknown and leaves nothing out", async () => {
    const store = memoryStore();
    const lines = ["not json", "[]", '{"metadata":{"id":"x","type":"__proto__"}}'].map((line) => `${line}\n`).join("");
    const { archiveObject } = await import("../../lib/archive/archive-object.ts");
    const { key: name } = archiveObject([{ eventId: "x", json: lines.slice(0, -1) }], at(0));
    await store.putOnce(name, lines);
    const { sealed } = await sealUpTo(store, keys, { upTo: NOON });
    expect(sealed[0]?.body).toMatchObject({ leafCount: 3, counts: { byType: { unknown: 3 }, byHour: { unknown: 3 } } });
  });
});

describe("an event id", () => {
  test("is one leaf however often it is delivered within the hour", async () => {
    const store = memoryStore();
    const [a, b] = [aLoginFailed(), aLoginFailed()];
    await arrive(store, NOON, a, b);
    await arrive(store, NOON, b);
    const { sealed } = await sealUpTo(store, keys, { upTo: NOON });
    expect(sealed[0]?.body).toMatchObject({ leafCount: 2, repeats: [], conflicts: [] });
    expect(sealed[0]?.body.objects).toHaveLength(2);
  });

  test("belongs to the seal that had it first; in a later one it is a repeat", async () => {
    const store = memoryStore();
    const event = aLoginFailed({}, at(5));
    await arrive(store, NOON, event, aLoginFailed());
    for (const later of [1, 30, 100]) await arrive(store, hoursLater(NOON, later), event, aLoginSucceeded());
    const { sealed } = await sealUpTo(store, keys, { upTo: hoursLater(NOON, 100) });
    expect(sealed).toHaveLength(101);
    for (const later of [1, 30, 100]) {
      expect(sealed[later]?.body).toMatchObject({
        leafCount: 1,
        repeats: [{ sealedIn: NOON, leaves: [expect.any(String)] }],
      });
    }
    const leaves = sealed.reduce((sum, { body }) => sum + body.leafCount, 0);
    expect(leaves).toBe(5);
  });

  test("that comes with other bytes is a conflict, in the same hour and in a later one", async () => {
    const store = memoryStore();
    const event = aLoginFailed();
    const other = { ...event, data: { ...event.data, reason: "replay" as const } };
    const third = { ...event, data: { ...event.data, reason: "schema" as const } };
    await arrive(store, NOON, event, other);
    await arrive(store, hoursLater(NOON, 1), third);
    const { sealed } = await sealUpTo(store, keys, { upTo: hoursLater(NOON, 1) });
    const { id } = event.metadata;
    expect(sealed[0]?.body).toMatchObject({ leafCount: 1, conflicts: [{ id, sealedIn: NOON }] });
    expect(sealed[1]?.body).toMatchObject({ leafCount: 0, conflicts: [{ id, sealedIn: NOON }] });
  });
});

describe("an object", () => {
  test("that turns up after its hour was sealed is taken by the next seal", async () => {
    const store = memoryStore();
    await arrive(store, NOON, aLoginFailed());
    await sealUpTo(store, keys, { upTo: NOON });
    const late = await arrive(store, NOON, aLoginSucceeded());
    const { sealed } = await sealUpTo(store, keys, { upTo: hoursLater(NOON, 1) });
    expect(sealed[0]?.body.objects.map((each) => each.key)).toEqual([late]);
  });

  test("that turns up more than a day late is taken by none, and a finding", async () => {
    const store = memoryStore();
    await sealUpTo(store, keys, { upTo: NOON });
    await sealUpTo(store, keys, { upTo: hoursLater(NOON, 24) });
    const late = await arrive(store, NOON, aLoginFailed());
    const { sealed } = await sealUpTo(store, keys, { upTo: hoursLater(NOON, 25) });
    expect(sealed[0]?.body).toMatchObject({ leafCount: 0, findings: [{ kind: "untaken", key: late }] });
  });

  test("that is not what its name says, or has no name of the archive, is a finding and not evidence", async () => {
    const store = memoryStore();
    const altered = await arrive(store, NOON, aLoginFailed());
    store.objects.set(altered, Buffer.from("{}\n"));
    await store.putOnce("events/2026/08/03/12/notes.txt", "hello");
    const { sealed } = await sealUpTo(store, keys, { upTo: NOON });
    expect(sealed[0]?.body).toMatchObject({ leafCount: 0, objects: [] });
    expect(sealed[0]?.body.findings).toEqual([
      { kind: "foreign", key: "events/2026/08/03/12/notes.txt" },
      { kind: "altered", key: altered },
    ]);
  });

  test("that appears between the two listings is taken too", async () => {
    const store = memoryStore();
    await arrive(store, NOON, aLoginFailed());
    const late = aLoginSucceeded();
    let reads = 0;
    const slow = {
      ...store,
      async read(name: string) {
        if (name.startsWith("events/") && reads++ === 0) await arrive(store, NOON, late);
        return store.read(name);
      },
    };
    const { sealed } = await sealUpTo(slow, keys, { upTo: NOON });
    expect(sealed[0]?.body.leafCount).toBe(2);
  });
});

describe("a run", () => {
  test("seals no hour before its grace period is over", async () => {
    const store = memoryStore();
    await arrive(store, NOON, aLoginFailed());
    const now = (minute: number) => () => at(60 + minute);
    expect((await sealUpTo(store, keys, { upTo: NOON, now: now(9) })).sealedTo).not.toBe(NOON);
    expect((await sealUpTo(store, keys, { upTo: NOON, now: now(10) })).sealedTo).toBe(NOON);
  });

  test("does nothing where everything is sealed", async () => {
    const { store } = await sealedNoon(aLoginFailed());
    const before = new Map(store.objects);
    expect((await sealUpTo(store, keys, { upTo: NOON })).sealed).toEqual([]);
    expect(store.objects).toEqual(before);
  });

  test("catches up after an outage, hour by hour and day by day, each seal after the one before", async () => {
    const store = memoryStore();
    await arrive(store, NOON, aLoginFailed());
    const end = hoursLater(NOON, 80);
    const { sealed, days } = await sealUpTo(store, keys, { upTo: end });
    expect(sealed.map(hourOfSeal)).toEqual(hoursBetween(NOON, end));
    for (const [index, { body }] of sealed.entries()) {
      expect(body.log.size).toBe(index);
      if (index > 0) expect(body.previous.hash).toBe(sealed[index - 1]?.hash);
    }
    expect(days).toEqual(["2026-08-03", "2026-08-04", "2026-08-05"]);
  });

  test("leaves the rest to the next run when its time is nearly over", async () => {
    const store = memoryStore();
    await arrive(store, NOON, aLoginFailed());
    let rounds = 3;
    const end = hoursLater(NOON, 30);
    const first = await sealUpTo(store, keys, { upTo: end, hasTime: () => rounds-- > 0 });
    expect(first).toMatchObject({ complete: false, sealedTo: hoursLater(NOON, 2) });
    expect(await sealUpTo(store, keys, { upTo: end })).toMatchObject({ complete: true, sealedTo: end });
  });

  test("announces again what it could not, and seals on meanwhile", async () => {
    const store = memoryStore();
    await arrive(store, NOON, aLoginFailed());
    const announced: string[] = [];
    const down = await sealUpTo(store, keys, {
      upTo: hoursLater(NOON, 1),
      announce: () => Promise.reject(new Error("the bus is down")),
    });
    expect(down.sealed).toHaveLength(2);
    expect(down.unannounced.map(({ hour }) => hour)).toEqual([NOON, hoursLater(NOON, 1)]);
    await sealUpTo(store, keys, {
      upTo: hoursLater(NOON, 2),
      announce: async (seal) => void announced.push(hourOfSeal(seal)),
    });
    expect(announced).toEqual(hoursBetween(NOON, hoursLater(NOON, 2)));
  });

  test("comes to one seal an hour, however many run at once", async () => {
    const store = memoryStore();
    const end = hoursLater(NOON, 14);
    for (const hour of hoursBetween(NOON, end)) await arrive(store, hour, aLoginFailed(), aRolesMapped());
    const runs = await Promise.all(Array.from({ length: 6 }, () => sealUpTo(store, keys, { upTo: end })));
    const reader = createSealReader(store);
    const hours = hoursBetween(NOON, end);
    const stand = await Promise.all(hours.map((hour) => reader.hour(hour)));
    for (const { sealed } of runs) {
      for (const seal of sealed) expect(stand[hours.indexOf(hourOfSeal(seal))]?.hash).toBe(seal.hash);
    }
    expect(new Set(stand.map((seal) => seal?.hash)).size).toBe(hours.length);
    expect(
      [...store.objects.keys()].filter((name) => name.startsWith("seals/hours/") && name.endsWith(".json")),
    ).toHaveLength(hours.length);
  });

  test("signs what it claimed before a crash", async () => {
    const store = memoryStore();
    await arrive(store, NOON, aLoginFailed());
    const dying = { ...keys, byId: () => Promise.reject(new Error("out of memory")) };
    await expect(sealUpTo(store, dying, { upTo: NOON })).rejects.toThrow("out of memory");
    const claimed = store.objects.get(hourSealKey(NOON));
    const { sealed } = await sealUpTo(store, keys, { upTo: NOON });
    expect(sealed[0]?.bytes).toEqual(claimed);
  });
});

describe("nothing is signed", () => {
  test("that somebody else put in the place of an hour's seal", async () => {
    const { seal } = await sealedNoon(aLoginFailed());
    const store = memoryStore();
    const name = await arrive(store, NOON, aLoginSucceeded());
    const [forged] = (await sealedNoon(aLoginFailed())).seal.body.objects;
    const body = { ...seal.body, objects: [{ ...forged, key: name }] };
    const { canonicalJson } = await import("../../lib/archive/canonical-json.ts");
    store.objects.set(hourSealKey(NOON), Buffer.from(canonicalJson(body)));
    await expect(sealUpTo(store, keys, { upTo: NOON })).rejects.toThrow(/it was not signed/);
    expect(store.objects.has(signatureKey(hourSealKey(NOON)))).toBe(false);
  });

  test("by a successor that the deployment did not name", async () => {
    const { seal, store: sealed } = await sealedNoon(aLoginFailed());
    const store = memoryStore([...sealed.objects].filter(([name]) => !name.startsWith("seals/hours/")));
    const stranger = aKey("stranger");
    const { canonicalJson } = await import("../../lib/archive/canonical-json.ts");
    const nextKey = { id: stranger.id, publicKey: stranger.publicKey };
    store.objects.set(hourSealKey(NOON), Buffer.from(canonicalJson({ ...seal.body, nextKey })));
    await expect(sealUpTo(store, keys, { upTo: NOON })).rejects.toThrow(/it was not signed/);
  });

  test("after a seal whose signature does not verify", async () => {
    const { store } = await sealedNoon(aLoginFailed());
    store.objects.set(signatureKey(hourSealKey(NOON)), Buffer.from(await key.sign(leafHash("other"))));
    await expect(sealUpTo(store, keys, { upTo: hoursLater(NOON, 1) })).rejects.toThrow(/signature does not verify/);
  });

  test("while the clock shows a time before the last seal", async () => {
    const { store } = await sealedNoon(aLoginFailed());
    await sealUpTo(store, keys, { upTo: NOON });
    const { sealed } = await sealUpTo(store, keys, { upTo: hoursLater(NOON, 1), now: () => at(200) });
    expect(sealed).toHaveLength(2);
    await expect(sealUpTo(store, keys, { upTo: NOON, now: clock(at(300), at(190)) })).rejects.toThrow(
      /it ran backwards/,
    );
  });
});

/** Shows one time first and another from then on. */
function clock(first: Date, then: Date): () => Date {
  let shown = false;
  return () => {
    const now = shown ? then : first;
    shown = true;
    return now;
  };
}

describe("keys", () => {
  test("rotate through the chain: the old key names the new one, which signs from the next seal on", async () => {
    const next = aKey("k2");
    const store = memoryStore();
    await sealUpTo(store, keys, { upTo: NOON });
    const { sealed } = await sealUpTo(store, keysOf(key, next), { upTo: hoursLater(NOON, 2) });
    expect(sealed.map(({ body }) => [body.key.id, body.nextKey?.id ?? null])).toEqual([
      ["k1", "k2"],
      ["k2", null],
    ]);
  });

  test("that the chain does not know sign nothing", async () => {
    const store = memoryStore();
    await sealUpTo(store, keys, { upTo: NOON });
    await expect(sealUpTo(store, keysOf(aKey("k1")), { upTo: hoursLater(NOON, 1) })).rejects.toThrow(
      /not the one that the chain names/,
    );
  });
});

describe("a day's roll-up", () => {
  test("has the hashes of its hours, their counts summed, and gaps only where no hour fills them", async () => {
    const store = memoryStore();
    const events = [aLoginFailed(), aLoginFailed(), aLoginFailed(), aLoginFailed()] as const;
    await arrive(store, "2026-08-03T00", events[0], events[2]);
    await arrive(store, "2026-08-03T07", events[1]);
    const { sealed } = await sealUpTo(store, keys, { upTo: "2026-08-04T00" });
    const day = await createSealReader(store).day("2026-08-03");
    expect(day?.body.hours.map(({ hash }) => hash)).toEqual(sealed.slice(0, 24).map(({ hash }) => hash));
    expect(day?.body).toMatchObject({ leafCount: 3, objects: 2, counts: { byReason: { expired: 3 } } });
    expect(day?.body.sequences).toEqual([expect.objectContaining({ gaps: [] })]);
  });

  test("follows the day before, and is made up for where a run ended before it", async () => {
    const store = memoryStore();
    await sealUpTo(store, keys, { upTo: "2026-08-03T22" });
    await sealUpTo(store, keys, { upTo: "2026-08-05T10" });
    const reader = createSealReader(store);
    const [first, second] = await Promise.all([reader.day("2026-08-03"), reader.day("2026-08-04")]);
    expect(second?.body.previous).toEqual({ day: "2026-08-03", hash: first?.hash });
    store.objects.delete(dayKey("2026-08-04"));
    store.objects.delete(signatureKey(dayKey("2026-08-04")));
    expect((await sealUpTo(store, keys, { upTo: "2026-08-05T10" })).days).toEqual(["2026-08-04"]);
    expect(dayOf("2026-08-04T10")).toBe("2026-08-04");
  });
});
