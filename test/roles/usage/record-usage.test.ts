import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { mappingKey } from "../../../lib/roles/mapping-item.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { createRoleMappingStore } from "../../../lib/roles/role-mapping-store.ts";
import { recordUsage } from "../../../lib/roles/usage/record-usage.ts";
import { readUsage } from "../../../lib/roles/usage/usage-days.ts";
import { usesOf } from "../../../lib/roles/usage/uses-of-event.ts";
import { collect } from "../../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aLoginFailed, aRoleCredentialsIssued, aRolesMapped, NOON } from "../../helpers/events.ts";
import { callsOf, leaveUnprocessed } from "../../helpers/faults.ts";
import { aMapping, putMapping } from "../../helpers/mappings.ts";

const MAPPINGS = "role-mappings";
const USAGE = "role-usage";
const HOUR = 3_600_000;
const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR);
const iso = (hours: number) => later(hours).toISOString();
const person = (name: string) => `subject:k1:${name.repeat(43).slice(0, 43)}`;

let dynalite: Dynalite;
let role = 0;
let mapping: RoleMapping;

beforeAll(async () => {
  dynalite = await startDynalite();
});

afterAll(() => dynalite.stop());

/** A mapping of its own for each test. */
let fullDays: Set<string>;

beforeEach(async () => {
  role += 1;
  fullDays = new Set();
  mapping = aMapping({ samlRole: `readers-${role}` });
  await putMapping(dynalite.client, mapping);
});

const store = () => createRoleMappingStore(dynalite.client, MAPPINGS);
const keyOf = ({ identityProvider, samlRole, environment }: RoleMapping) =>
  mappingKey(identityProvider, samlRole, environment);

async function stored(): Promise<RoleMapping | undefined> {
  return (await store().all()).find(({ samlRole }) => samlRole === mapping.samlRole);
}

const usage = (from = later(-24)) => readUsage(dynalite.client, USAGE, keyOf(mapping), from);

const granted = (at = NOON, subject = person("a")): TrailEvent => {
  const { id: mappingId, samlRole, environment, iamRole } = mapping;
  return aRolesMapped({ subject, granted: [{ mappingId, samlRole, environment, iamRole }], refused: [] }, at);
};

const issued = (at = NOON, subject = person("a")): TrailEvent => {
  const { id, identityProvider: identityProviderId, samlRole, environment, iamRole } = mapping;
  return aRoleCredentialsIssued({ subject, mapping: { id, identityProviderId, samlRole, environment, iamRole } }, at);
};

/** The only roles of somebody were pruned; or one of several was. */
const withheld = (at = NOON, subject = person("a"), message = "3"): TrailEvent =>
  aLoginFailed(
    {
      step: "resolve-roles",
      reason: "role-pruned",
      claimed: { issuerHash: "2".repeat(64), assertionIdHash: message.repeat(64) },
      withheld: { subject, roles: [{ samlRole: mapping.samlRole, environment: mapping.environment }] },
    },
    at,
  );

const refusedAsPruned = (at = NOON, subject = person("a")): TrailEvent =>
  aRolesMapped({ subject, granted: [], refused: [{ samlRole: mapping.samlRole, reason: "pruned" }] }, at);

const published: TrailEvent[] = [];

async function record(events: readonly TrailEvent[], client = dynalite.client, publishes = true) {
  const troubles: unknown[] = [];
  const uses = events.flatMap((event) => usesOf(event).map((use) => ({ ...use, messageId: event.metadata.id })));
  const failed = await recordUsage(
    {
      mappings: { client, name: MAPPINGS },
      usageTable: USAGE,
      fullDays,
      unmarking: {
        store: createRoleMappingStore(client, MAPPINGS),
        publication: {
          publish: async (given) => {
            if (!publishes)
              return { published: [], refused: given.map(({ metadata }) => ({ id: metadata.id, code: "x" })) };
            published.push(...given);
            return { published: given.map(({ metadata }) => metadata.id), refused: [] };
          },
          ledger: store().outbox,
          onLeftPending: () => {},
        },
        producer: createProducer(),
        now: later(100),
      },
      onTrouble: (error) => troubles.push(error),
    },
    uses,
  );
  return { failed, troubles };
}

describe("the latest use of a mapping", () => {
  test("is the latest login that was granted it, and the latest credentials, each for itself", async () => {
    await record([granted(later(1)), granted(later(3)), granted(later(2)), issued(later(2))]);
    expect(await stored()).toMatchObject({ lastGrantedAt: iso(3), lastUsedAt: iso(2), revision: 1 });
  });

  test("never moves back, whatever arrives late or twice", async () => {
    const events = [granted(later(5)), granted(later(1)), issued(later(4)), issued(later(2))];
    for (const event of [...events, ...events.toReversed()]) await record([event]);
    expect(await stored()).toMatchObject({ lastGrantedAt: iso(5), lastUsedAt: iso(4) });
  });

  test("of a pruned mapping is when it would have matched, and leaves the others as they are", async () => {
    await record([granted(later(1)), withheld(later(3)), refusedAsPruned(later(2))]);
    const expected = { lastGrantedAt: iso(1), lastUsedAt: null, lastWouldHaveMatchedAt: iso(3) };
    expect(await stored()).toMatchObject(expected);
  });

  test("is written once a minute while the mapping is active, however often it is used", async () => {
    const seconds = (count: number) => new Date(NOON.getTime() + count * 1000);
    const client = dynalite.connect();
    const written = callsOf(client, "UpdateItemCommand");
    await record([granted(NOON), issued(NOON)], client);
    const before = written();
    await record([granted(seconds(20)), issued(seconds(59)), granted(seconds(-300))], client);
    // The uses of the day, of each kind; nothing of the mapping.
    expect(written() - before).toBe(2);
    expect(await stored()).toMatchObject({ lastGrantedAt: NOON.toISOString(), lastUsedAt: NOON.toISOString() });
    await record([granted(seconds(60))], client);
    expect(await stored()).toMatchObject({ lastGrantedAt: seconds(60).toISOString() });
    client.destroy();
  });

  test("is written at once while the mapping is marked or pruned, since it decides what becomes of it", async () => {
    const second = new Date(NOON.getTime() + 1000);
    const stale = { markedAt: iso(-1), pruneAfter: iso(24) };
    await putMapping(dynalite.client, { ...mapping, status: "stale", stale, lastGrantedAt: NOON.toISOString() });
    await record([granted(second)]);
    expect(await stored()).toMatchObject({ status: "active", lastGrantedAt: second.toISOString() });
    const lastWouldHaveMatchedAt = NOON.toISOString();
    await putMapping(dynalite.client, { ...mapping, status: "pruned", prunedAt: iso(-1), lastWouldHaveMatchedAt });
    await record([withheld(second)]);
    expect(await stored()).toMatchObject({ lastWouldHaveMatchedAt: second.toISOString() });
  });

  test("is written where the mapping could not be read before, as if nothing were known of it", async () => {
    const client = dynalite.connect();
    leaveUnprocessed(client, "BatchGetItemCommand", 99);
    const { failed, troubles } = await record([granted(later(1))], client);
    client.destroy();
    expect([failed.size, troubles.length]).toEqual([0, 1]);
    expect(await stored()).toMatchObject({ lastGrantedAt: iso(1) });
  });

  test("finds a role whose name events carry escaped", async () => {
    mapping = aMapping({ samlRole: "Prüfung\\Revision 🔍" });
    await putMapping(dynalite.client, mapping);
    const event = granted();
    const escaped = JSON.parse(
      JSON.stringify(event).replace(/"Prüf[^"]*"/, '"Pr\\\\u{fc}fung\\\\u{5c}Revision \\\\u{1f50d}"'),
    );
    await record([escaped as TrailEvent]);
    expect(await stored()).toMatchObject({ lastGrantedAt: NOON.toISOString() });
  });

  test("of a mapping that is not there makes none", async () => {
    const before = await store().all();
    const known = mapping;
    mapping = aMapping({ samlRole: "gone" });
    expect((await record([granted()])).failed.size).toBe(0);
    mapping = known;
    expect(await store().all()).toEqual(before);
  });
});

describe("the count of uses", () => {
  test("tells events and people apart, by day", async () => {
    await record([granted(), granted(later(1)), granted(later(2), person("b")), issued(later(3), person("c"))]);
    await record([granted(later(24), person("b")), withheld(later(24), person("d"))]);
    expect(await usage()).toEqual({
      granted: 4,
      issued: 1,
      withheld: 1,
      people: 3,
      withheldPeople: 1,
      days: ["2026-08-03", "2026-08-04"],
      atLeast: false,
    });
    expect(await usage(later(24))).toMatchObject({ granted: 1, people: 1, days: ["2026-08-04"] });
  });

  test("counts a message once that is refused again and again because its roles are pruned", async () => {
    await record([withheld(), withheld(later(1)), withheld(later(1), person("b"), "4")]);
    await record([withheld(later(2))]);
    expect(await usage()).toMatchObject({ withheld: 2, withheldPeople: 2 });
    expect(await stored()).toMatchObject({ lastWouldHaveMatchedAt: iso(2) });
  });

  test("is the same however often and in whatever order events arrive", async () => {
    const events = [
      granted(),
      granted(later(30), person("b")),
      issued(later(2)),
      withheld(later(3)),
      granted(later(4)),
    ];
    await record(events);
    const once = await usage();
    const shuffles = fc.shuffledSubarray(events, { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(shuffles, async (again) => {
        await record(again);
        expect(await usage()).toEqual(once);
      }),
      { seed: 20261121, numRuns: 12 },
    );
  });

  test("is a lower bound, and says so, from two hundred a day on, and asks no more on that day", async () => {
    const ids = new Set(Array.from({ length: 200 }, (_, index) => `event-${index}`));
    const key = { mapping: `test#demo#${mapping.samlRole}`, day: "2026-08-03" };
    await dynalite.client.send(
      new UpdateCommand({
        TableName: USAGE,
        Key: key,
        UpdateExpression: "ADD granted :ids",
        ExpressionAttributeValues: { ":ids": ids },
      }),
    );
    await record([granted()]);
    const asked: unknown[] = [];
    const watched = dynalite.connect();
    watched.middlewareStack.add((next) => (args) => {
      asked.push((args.input as { TableName?: string }).TableName);
      return next(args);
    });
    await record([granted()], watched);
    watched.destroy();
    expect(asked).not.toContain(USAGE);
    expect(await usage()).toMatchObject({ granted: 200, atLeast: true });
    expect(await stored()).toMatchObject({ lastGrantedAt: NOON.toISOString() });
  });
});

describe("a mapping that is marked stale", () => {
  const mark = async () => {
    mapping = { ...mapping, status: "stale", stale: { markedAt: iso(0), pruneAfter: iso(48) }, revision: 4 };
    await putMapping(dynalite.client, mapping);
  };

  test.each([
    ["granted", granted],
    ["used", issued],
  ] as const)("is active again when it is %s, and the event says who did it", async (cause, event) => {
    await mark();
    const use = event(later(5), person("b"));
    await record([use]);
    expect(await stored()).toMatchObject({ status: "active", stale: null, revision: 5 });
    expect(published.at(-1)).toMatchObject({
      metadata: { type: "Role Mapping Unmarked", correlationId: use.metadata.correlationId },
      data: { mapping: { id: mapping.id }, revision: 5, markedAt: iso(0), cause, usedAt: iso(5), subject: person("b") },
    });
    expect(await collect(store().outbox.pending(later(1_000)))).toEqual([]);
  });

  test("stays marked for a use before the mark, and for a login it was withheld from", async () => {
    await mark();
    await record([granted(later(-1)), withheld(later(2))]);
    expect(await stored()).toMatchObject({ status: "stale", revision: 4, lastGrantedAt: iso(-1) });
  });

  test("is unmarked once by many uses at once", async () => {
    await mark();
    const before = published.length;
    const events = Array.from({ length: 12 }, (_, index) => (index % 2 ? granted : issued)(later(index + 1)));
    const results = await Promise.all(events.map((event) => record([event])));
    expect(results.flatMap(({ failed }) => [...failed])).toEqual([]);
    expect(await stored()).toMatchObject({ status: "active", revision: 5 });
    expect(published.length - before).toBe(1);
  });

  test("is unmarked by a message that comes again after a crash between keeping the use and unmarking", async () => {
    const use = granted(later(5));
    mapping = { ...mapping, lastGrantedAt: iso(5) };
    await mark();
    await record([use]);
    expect(await stored()).toMatchObject({ status: "active" });
  });

  test("keeps the event waiting where the bus does not take it", async () => {
    await mark();
    await record([granted(later(5))], dynalite.client, false);
    const waiting = await collect(store().outbox.pending(later(1_000)));
    expect(waiting.flatMap(({ events }) => events.map(({ metadata }) => metadata.type))).toEqual([
      "Role Mapping Unmarked",
    ]);
  });
});

test("what cannot be kept fails its own message and no other", async () => {
  const client = dynalite.connect();
  const other = aMapping({ samlRole: `other-${role}` });
  await putMapping(dynalite.client, other);
  client.middlewareStack.add(
    (next) => async (args) => {
      const key = (args.input as { Key?: { source?: string } }).Key?.source;
      if (key === keyOf(other).source) throw Object.assign(new Error("throttled"), { name: "ThrottlingException" });
      return next(args);
    },
    { step: "initialize" },
  );
  const good = granted();
  const bad = aRolesMapped({
    granted: [{ mappingId: other.id, samlRole: other.samlRole, environment: "test", iamRole: "x" }],
    refused: [],
  });
  const { failed, troubles } = await record([good, bad], client);
  client.destroy();
  expect([...failed]).toEqual([bad.metadata.id]);
  expect(troubles).toHaveLength(1);
  expect(await stored()).toMatchObject({ lastGrantedAt: NOON.toISOString() });
});

test("events that tell of no use are passed over", () => {
  expect(usesOf(aLoginFailed())).toEqual([]);
});
