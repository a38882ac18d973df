import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import type { PublishResult } from "../../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { mappingItem } from "../../../lib/roles/mapping-item.ts";
import { takeLease } from "../../../lib/roles/pruning/adapters/run-lease.ts";
import { type CarryingOut, carryOut } from "../../../lib/roles/pruning/carry-out.ts";
import { daysAfter } from "../../../lib/roles/pruning/days.ts";
import { decide } from "../../../lib/roles/pruning/decide.ts";
import type { PruningQuestion } from "../../../lib/roles/pruning/decision.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { createRoleMappingStore, type RoleMappingStore } from "../../../lib/roles/role-mapping-store.ts";
import { collect } from "../../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { LEDGER, minutesLater } from "../../helpers/ledger.ts";
import { ago, aMapping, aQuestion, inUse, marked, NOW, policyOf } from "./mappings.ts";

const TABLE = "role-mappings";
const RUN_ID = "01K1QZ8W6N3V5T7R9P2M4K6H8G";

const OTHERS = inUse(29);

let dynalite: Dynalite;
let store: RoleMappingStore;
let published: TrailEvent[];

beforeAll(async () => {
  dynalite = await startDynalite();
  store = createRoleMappingStore(dynalite.client, TABLE);
  await put(...OTHERS);
});
afterAll(() => dynalite.stop());
beforeEach(() => {
  published = [];
});

const publish = async (events: readonly TrailEvent[]): Promise<PublishResult> => {
  published.push(...events);
  return { published: events.map(({ metadata }) => metadata.id), refused: [] };
};

function means(given: Partial<CarryingOut> = {}): CarryingOut {
  const ledger = createDynamoDbLedger(dynalite.client, LEDGER);
  return { store, ledger, publish, onLeftPending: () => undefined, refused: async () => 4, ...given };
}

async function put(...mappings: readonly RoleMapping[]): Promise<void> {
  const puts = mappings.map((mapping) => new PutCommand({ TableName: TABLE, Item: mappingItem(mapping) }));
  await Promise.all(puts.map((each) => dynalite.client.send(each)));
}

async function statusOf(id: string): Promise<string | undefined> {
  return (await store.all()).find((mapping) => mapping.id === id)?.status;
}

let runs = 0;

async function run(mappings: readonly RoleMapping[], given: Partial<PruningQuestion> = {}, how = means()) {
  const question = aQuestion(mappings, given);
  runs += 1;
  const runId = `${RUN_ID.slice(0, -3)}${String(runs).padStart(3, "0")}`;
  const { environment, now, policy } = question;
  const context = { runId, by: "prune-role-mappings", now, environment, policy, producer: createProducer() };
  return carryOut(how, decide(question), context, question);
}

const typesOf = (events: readonly TrailEvent[]) => events.map(({ metadata }) => metadata.type);

describe("a run", () => {
  test("changes each mapping with an event of its evidence, and says in one more what became of all", async () => {
    const mappings = [
      ...OTHERS,
      aMapping("to-mark"),
      marked("to-prune", { lastGrantedAt: ago(120) }),
      marked("to-unmark", { lastGrantedAt: ago(2) }),
    ];
    await put(...mappings.filter((each) => !OTHERS.includes(each)));
    await run(mappings);
    expect(await Promise.all(["to-mark", "to-prune", "to-unmark"].map(statusOf))).toEqual([
      "stale",
      "pruned",
      "active",
    ]);
    const changes = ["Role Mapping Marked Stale", "Role Mapping Pruned", "Role Mapping Unmarked"];
    expect(typesOf(published)).toEqual([...changes, "Role Mappings Reviewed"]);
    expect(published[1]?.data).toMatchObject({
      mapping: { id: "to-prune" },
      revision: 3,
      markedAt: ago(20),
      evidence: {
        unusedDays: 120,
        lastGrantedAt: ago(120),
        secondSource: { kind: "cloudwatch", grants: 0, lastGrantedAt: null },
        policy: { dryRun: false },
      },
    });
    expect(published[2]?.data).toMatchObject({ cause: "granted", usedAt: ago(2), by: null });
    expect(await collect(store.outbox.pending(minutesLater(60 * 24 * 365, NOW)))).toEqual([]);
  });

  test("that the bus does not hear loses no decision: each waits where it was recorded", async () => {
    const mappings = [...OTHERS, aMapping("unheard")];
    await put(...mappings.filter((each) => !OTHERS.includes(each)));
    const ledger = createDynamoDbLedger(dynalite.client, LEDGER);
    const deaf = means({
      ledger,
      publish: async (events) => ({
        published: [],
        refused: events.map(({ metadata }) => ({ id: metadata.id, code: "InternalFailure" })),
      }),
    });
    await run(mappings, {}, deaf);
    const later = daysAfter(NOW, 1);
    const waiting = [...(await collect(store.outbox.pending(later))), ...(await collect(ledger.pending(later)))];
    const types = waiting.flatMap(({ events }) => typesOf(events));
    expect(types).toEqual(expect.arrayContaining(["Role Mapping Marked Stale", "Role Mappings Reviewed"]));
    for (const { key, events } of waiting) {
      const ids = events.map(({ metadata }) => metadata.id);
      await (typesOf(events).includes("Role Mappings Reviewed") ? ledger : store.outbox).markPublished(key, ids);
    }
  });

  test("dry-run: changes nothing, and says what it would have done", async () => {
    const mappings = [...OTHERS, aMapping("dry-unused"), marked("dry-due")];
    await put(...mappings.filter((each) => !OTHERS.includes(each)));
    const before = await store.all();
    await run(mappings, { policy: policyOf({ dryRun: true }) });
    expect(await store.all()).toEqual(before);
    expect(typesOf(published)).toEqual(["Role Mappings Reviewed"]);
    expect(published[0]?.data).toMatchObject({
      decisions: expect.arrayContaining([
        expect.objectContaining({ mappingId: "dry-due", decision: "prune", outcome: "dry-run" }),
      ]),
    });
  });

  test("that is refused changes nothing, and says why with its figures", async () => {
    const mappings = [...OTHERS, marked("refused-due")];
    await put(...mappings.filter((each) => !OTHERS.includes(each)));
    const health = [{ check: "dead-letters", gaps: 2, detail: "2 messages" }] as const;
    expect(await run(mappings, { health })).toEqual([]);
    expect(await statusOf("refused-due")).toBe("stale");
    expect(published).toHaveLength(1);
    expect(published[0]?.data).toMatchObject({
      scope: "run",
      reason: "dead-letters",
      observed: [{ name: "dead-letters", value: "2: 2 messages" }],
      candidates: 1,
      mappings: 30,
    });
  });

  test("that is due to prune the last way in says that it spared it", async () => {
    const only = marked("only-way", { iamRole: "arn:aws:iam::999988887777:role/only" });
    await put(only);
    await run([...OTHERS, only]);
    expect(await statusOf("only-way")).toBe("stale");
    expect(published[0]?.data).toMatchObject({ scope: "mapping", reason: "last-way-in", mapping: { id: "only-way" } });
  });

  test("done twice does nothing the second time", async () => {
    const mappings = [...OTHERS, aMapping("twice"), marked("twice-due")];
    await put(...mappings.filter((each) => !OTHERS.includes(each)));
    await run(mappings);
    const once = await store.all();
    published = [];
    await run(once.filter(({ id }) => mappings.some((mapping) => mapping.id === id)));
    expect(await store.all()).toEqual(once);
    expect(typesOf(published)).toEqual(["Role Mappings Reviewed"]);
  });
});

describe("used-while-marked: of a use and a pruning at once, the use wins", () => {
  test("a use that the run has not read keeps the mapping", async () => {
    const read = [...OTHERS, marked("raced")];
    await put(marked("raced", { lastGrantedAt: NOW.toISOString() }));
    const outcomes = await run(read);
    expect(outcomes.find(({ decision }) => decision.mapping.id === "raced")).toMatchObject({
      decision: { kind: "prune" },
      outcome: "changed-meanwhile",
    });
    expect(await statusOf("raced")).toBe("stale");
    expect(published[0]?.data).toMatchObject({ scope: "mapping", reason: "changed-meanwhile" });
  });

  test("so does a change that the run has not read: an opt-out, a restoration", async () => {
    const read = [...OTHERS, marked("opted")];
    const optOut = { reason: "a drill", until: daysAfter(NOW, 30).toISOString(), by: "owner" };
    await put(marked("opted", { optOut, revision: 3 }));
    await run(read);
    expect(await statusOf("opted")).toBe("stale");
  });

  test("a use that is told of after the pruning has the mapping restored by the next run", async () => {
    const pruned = aMapping("overtaken", {
      status: "pruned",
      prunedAt: ago(1),
      lastGrantedAt: ago(1.0001),
      revision: 3,
    });
    await put(pruned);
    await run([...OTHERS, pruned]);
    expect(await statusOf("overtaken")).toBe("active");
    expect(published[0]?.data).toMatchObject({
      through: "use",
      mapping: { id: "overtaken" },
      revision: 4,
      wouldHaveMatched: { lastAt: null, count: 4 },
    });
  });
});

test("last-way-in: a way that somebody else closed since the table was read is not counted on", async () => {
  const account = (id: string) => `arn:aws:iam::777788887777:role/${id}`;
  const other = aMapping("other-way", { iamRole: account("other"), lastGrantedAt: ago(1) });
  const due = marked("due-way", { iamRole: account("due") });
  await put(due, { ...other, status: "retired", revision: 2 });
  await run([...OTHERS, due, other]);
  expect(await statusOf("due-way")).toBe("stale");
});

describe("the lease", () => {
  const table = () => ({ client: dynalite.client, name: LEDGER });

  test("lets one run at a time, and each once", async () => {
    const first = await takeLease(table(), "monday", "run-1", NOW);
    expect(first).not.toBeNull();
    expect(await takeLease(table(), "monday", "run-2", NOW)).toBeNull();
    expect(await takeLease(table(), "by hand", "run-3", NOW)).toBeNull();
    await first?.complete();
    expect(await takeLease(table(), "monday", "run-4", NOW)).toBeNull();
    const next = await takeLease(table(), "tuesday", "run-5", NOW);
    expect(next).not.toBeNull();
    await next?.release();
    const again = await takeLease(table(), "tuesday", "run-6", NOW);
    expect(again).not.toBeNull();
    await again?.complete();
  });

  test("that a crashed run still holds is free again after twenty minutes", async () => {
    expect(await takeLease(table(), "wednesday", "crashed", NOW)).not.toBeNull();
    expect(await takeLease(table(), "thursday", "soon", minutesLater(19, NOW))).toBeNull();
    expect(await takeLease(table(), "thursday", "later", minutesLater(21, NOW))).not.toBeNull();
  });
});
