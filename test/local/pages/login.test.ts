/** One login from its record to its seal, over the real tables and a bucket in memory. */
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { pendingAttributes } from "../../../lib/ledger/pending-item.ts";
import { attemptList } from "../../../local/pages/login/attempt-list.ts";
import { attemptsOf } from "../../../local/pages/login/attempts.ts";
import { eventCard } from "../../../local/pages/login/event-card.ts";
import { followPage } from "../../../local/pages/login/login-page.ts";
import { type Trails, trails } from "../../../local/pages/login/trail.ts";
import type { Delivery } from "../../../local/pipeline/deliveries.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../../evidence/helpers/archive.ts";
import { type MemoryStore, memoryStore } from "../../evidence/helpers/memory-store.ts";
import { clearTable, type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped } from "../../helpers/events.ts";
import { LEDGER } from "../../helpers/ledger.ts";

const HOUR = "2026-08-03T12";
const now = new Date("2026-08-03T12:05:00.000Z");
const sealedAt = new Date("2026-08-03T13:30:00.000Z");
const keys = keysOf(aKey("k1"));
const NAMES = {
  find: async () => new Map([[aLoginSucceeded().data.subject, { value: "a@b", displayName: "Alice <A>" }]]),
};

let dynalite: Dynalite;
let evidence: MemoryStore;
let deliveries: Delivery[];
let followed: Trails;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  await clearTable(dynalite.client, LEDGER);
  evidence = memoryStore();
  deliveries = [];
  const ledger = { client: dynalite.client, name: LEDGER };
  followed = trails({ ledger, evidence, deliveries: async () => deliveries });
});

async function leavePending(event: TrailEvent): Promise<void> {
  const pk = `events#${event.metadata.id}`;
  const Item = { pk, ...pendingAttributes(pk, now, 1, [event]) };
  await dynalite.client.send(new PutCommand({ TableName: LEDGER, Item }));
}

function deliver(event: TrailEvent, consumer: string, more: Partial<Delivery> = {}): void {
  const { id: eventId, correlationId } = event.metadata;
  const sentAt = now.getTime() - 2000;
  const base = {
    messageId: consumer,
    consumer,
    eventId,
    correlationId,
    detail: event,
    sentAt,
    attempts: 0,
    state: "waiting" as const,
  };
  deliveries.push({ ...base, doneAt: null, ...more });
}

/** Text of the event's card, without its tags. */
async function cardOf(event: TrailEvent, at = now): Promise<string> {
  const all = await followed.follow(event.metadata.correlationId, at);
  const found = all.find((each) => each.event.metadata.id === event.metadata.id);
  if (!found) throw new Error("nobody knows the event");
  return String(eventCard(found, at))
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .replaceAll(" ,", ",");
}

describe("an event on its way", () => {
  test("waits in the ledger until the bus takes it, and says what is not there yet", async () => {
    const event = aLoginFailed();
    await leavePending(event);
    const card = await cardOf(event);
    expect(card).toContain("not published yet: it waits in the ledger since 2026-08-03 12:05:00.000");
    expect(card).toContain("archive-events … not delivered yet");
    expect(card).toContain("not archived yet");
    expect(card).toContain("not sealed yet: only what is archived is");
  });

  test("shows what each queue and consumer did with it", async () => {
    const event = aLoginFailed();
    deliver(event, "archive-events", { attempts: 2, state: "waiting for another try" });
    deliver(event, "record-metrics", { attempts: 1, state: "done", doneAt: now.getTime(), detail: null });
    deliver(event, "record-role-usage", { attempts: 5, state: "dead letter" });
    const card = await cardOf(event);
    expect(card).toContain("the bus took it at 2026-08-03 12:04:58.000");
    expect(card).toContain("archive-events ✕ failed, 2 attempts; waits for another");
    expect(card).toContain("record-metrics ✓ done at 2026-08-03 12:05:00.000, 1 attempt");
    expect(card).toContain("record-role-usage ✕ given up after 5 attempts: it lies in the dead-letter queue");
  });

  test("is found in the archive by object and line, and its hour's seal is awaited", async () => {
    const [first, second] = [aLoginSucceeded(), aRolesMapped()];
    const key = await arrive(evidence, HOUR, first, second);
    const lines = String(evidence.objects.get(key)).split("\n");
    const lineOf = ({ metadata }: TrailEvent) => lines.findIndex((line) => line.includes(metadata.id)) + 1;
    const card = await cardOf(second);
    expect(card).toContain(`✓ ${key}, line ${lineOf(second)}`);
    expect(card).toContain("the bus took it before this start of the stack");
    expect(card).toContain("record-metrics ✓ delivered before this start of the stack");
    expect(card).toContain("not sealed yet: the hour 2026-08-03T12 is sealed from 13:10 on");
    expect(await cardOf(second, new Date("2026-08-03T13:20:00.000Z"))).toContain("is due, and seal-archive takes it");
  });

  test.each([1, 2, 3, 5, 8, 13])("is proven to be in its seal, as one of %i", async (count) => {
    const events = Array.from({ length: count }, () => aLoginFailed());
    await arrive(evidence, HOUR, ...events);
    await sealUpTo(evidence, keys, { upTo: HOUR });
    const [event] = events;
    const all = await followed.follow(event?.metadata.correlationId ?? "", sealedAt);
    expect(all.map(({ sealing }) => sealing?.kind === "sealed" && sealing.proven)).toEqual(events.map(() => true));
    const [first] = all;
    const card = first ? String(eventCard(first, sealedAt)) : "";
    expect(card).toMatch(
      new RegExp(`sealed: leaf \\d+ of ${count} in the hour ${HOUR}, and its path leads to the signed root`),
    );
  });

  test("a seal that somebody changed is said to be unreadable", async () => {
    const event = aLoginFailed();
    await arrive(evidence, HOUR, event);
    await sealUpTo(evidence, keys, { upTo: HOUR });
    const sealKey = "seals/hours/2026/08/03/12.json";
    const changed = String(evidence.objects.get(sealKey)).replace('"leafCount":1', '"leafCount":2');
    evidence.objects.set(sealKey, Buffer.from(changed));
    expect(await cardOf(event, sealedAt)).toContain("✕ the seals cannot be read");
  });

  test("is found when it arrives, and when it was put into an hour of long ago", async () => {
    const [first, second, third] = [aLoginFailed(), aLoginFailed(), aLoginFailed()];
    const ids = async () => (await followed.located()).map(({ event }) => event.metadata.id);
    await arrive(evidence, HOUR, first);
    expect(await ids()).toEqual([first.metadata.id]);
    await arrive(evidence, "2026-08-03T13", second);
    expect(await ids()).toHaveLength(2);
    const other = { ...third, metadata: { ...third.metadata, correlationId: "01J8ZQ4Y3V5K7M9N2P4R6T8W0Y" } };
    await arrive(evidence, "2026-08-01T09", other);
    expect(await ids()).toHaveLength(2);
    expect(await followed.follow(other.metadata.correlationId, now)).toHaveLength(1);
    expect(await ids()).toHaveLength(3);
  });

  test("what is no event of the contract is passed over", async () => {
    await evidence.putOnce(`events/2026/08/03/12/${"0".repeat(64)}.jsonl`, 'no json\n{"metadata":{}}\n');
    expect(await followed.located()).toEqual([]);
  });
});

describe("the page of a login", () => {
  async function pageOf(...events: TrailEvent[]): Promise<string> {
    await arrive(evidence, HOUR, ...events);
    const [event] = events;
    const all = await followed.follow(event?.metadata.correlationId ?? "", now);
    const attempts = await attemptsOf(
      all.map((each) => each.event),
      NAMES,
    );
    return String(followPage(event?.metadata.correlationId ?? "", all, attempts, now).main);
  }

  test("has the outcome with who it was, and every step with its time", async () => {
    const html = await pageOf(aLoginSucceeded(), aRolesMapped());
    expect(html).toContain("let in");
    expect(html).toContain("<dd>Alice &lt;A&gt;</dd>");
    expect(html).toMatch(/<th scope="row">inspect-xml<\/th><td>.*? passed<\/td><td class="number">1.50 ms<\/td>/);
    expect(html).toMatch(/<th scope="row">start-session<\/th><td>.*? not in the record<\/td>/);
    expect(html).toMatch(/All together<\/th><td><\/td><td class="number">1.75 ms/);
  });

  test("says why it was refused, at which step, and what to do", async () => {
    const steps = [
      { name: "read-form", ms: 0.5 },
      { name: "check-conditions", ms: 0.5 },
    ] as const;
    const html = await pageOf(aLoginFailed({ steps: [...steps] }));
    expect(html).toContain("<code>expired</code> at check-conditions: The message has expired.");
    expect(html).toContain("found <code>2026-08-03T11:00:00Z</code>");
    expect(html).toContain("<dt>Remedy</dt><dd>Sign in again.</dd>");
    expect(html).toMatch(/<tr class="refused"><th scope="row">check-conditions/);
    expect(html).toMatch(/<th scope="row">resolve-roles<\/th><td>.*? not reached<\/td>/);
  });

  test("of a flood says how many attempts its event stands for", async () => {
    const html = await pageOf(aLoginFailed({ count: 400, steps: [], client: null }));
    expect(html).toContain("400, counted into one event");
    expect(html).toContain("without the times of each");
  });
});

test("the list of attempts leads to each, with reason or name, and leaves other events out", async () => {
  const events = [aLoginSucceeded(), aLoginFailed({ count: 3 }), aRolesMapped()];
  const html = String(attemptList(await attemptsOf(events, NAMES)));
  expect(html).toContain(`href="/_local/login/${events[0]?.metadata.correlationId}"`);
  expect(html).toContain("Alice &lt;A&gt;");
  expect(html).toContain("<code>expired</code> at check-conditions × 3");
  expect([...html.matchAll(/<li>/g)]).toHaveLength(2);
  expect(String(attemptList([]))).toContain("Nobody has tried to sign in yet.");
});
