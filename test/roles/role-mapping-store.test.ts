import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { createRoleMappingStore, type RoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { collect } from "../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aRoleMappingProvisioned, NOON } from "../helpers/events.ts";
import { loseFirstAnswer } from "../helpers/faults.ts";
import { aMapping } from "../helpers/mappings.ts";

const TABLE = "role-mappings";
const LATER = new Date(NOON.getTime() + 60_000);

let dynalite: Dynalite;
let store: RoleMappingStore;

beforeAll(async () => {
  dynalite = await startDynalite();
  store = createRoleMappingStore(dynalite.client, TABLE);
});

beforeEach(async () => {
  for (const { samlRole } of await store.all()) {
    const key = { source: `demo#${samlRole}`, environment: "test" };
    await dynalite.client.send(new DeleteCommand({ TableName: TABLE, Key: key }));
  }
});

afterAll(() => dynalite.stop());

const stored = async (samlRole = "readers"): Promise<RoleMapping> => {
  const mapping = (await store.all()).find((each) => each.samlRole === samlRole);
  if (!mapping) throw new Error(`there is no mapping of ${samlRole}`);
  return mapping;
};

const waiting = async () => {
  const records = await collect(store.outbox.pending(LATER));
  return records.flatMap(({ events }) => events);
};

describe("creating a mapping", () => {
  test("stores it whole, with its event waiting", async () => {
    const event = aRoleMappingProvisioned();
    const mapping = aMapping({ envelope: "{}", protected: true });
    expect(await store.create(mapping, event)).toMatchObject({ changed: true, mapping });
    expect(await store.all()).toEqual([mapping]);
    expect(await waiting()).toEqual([event]);
  });

  test("leaves one that is there as it is, and its events too", async () => {
    const first = aRoleMappingProvisioned();
    await store.create(aMapping(), first);
    const result = await store.create(aMapping({ owner: "somebody else" }), aRoleMappingProvisioned());
    expect(result).toEqual({ changed: false });
    expect((await stored()).owner).toBe("platform@acme.example");
    expect(await waiting()).toEqual([first]);
  });

  test("knows its own write again when the answer was lost and the SDK repeated it", async () => {
    const client = dynalite.connect();
    loseFirstAnswer(client, "PutItemCommand");
    const result = await createRoleMappingStore(client, TABLE).create(aMapping(), aRoleMappingProvisioned());
    client.destroy();
    expect(result).toMatchObject({ changed: true, mapping: aMapping() });
  });
});

describe("changing a mapping", () => {
  test("raises its revision, sets what is given, removes what becomes null, and keeps every event", async () => {
    const [created, marked, active] = [aRoleMappingProvisioned(), aRoleMappingProvisioned(), aRoleMappingProvisioned()];
    await store.create(aMapping(), created);
    const stale = { markedAt: NOON.toISOString(), pruneAfter: LATER.toISOString() };
    const first = await store.change(await stored(), { status: "stale", stale }, marked);
    expect(first).toMatchObject({ changed: true, mapping: { status: "stale", stale, revision: 2 } });
    const second = await store.change(await stored(), { status: "active", stale: null, owner: "new" }, active);
    expect(second).toMatchObject({ changed: true });
    expect(await stored()).toEqual(aMapping({ owner: "new", revision: 3 }));
    expect(new Set(await waiting())).toEqual(new Set([created, marked, active]));
  });

  test("is refused where somebody else changed it since it was read, and leaves no event", async () => {
    await store.create(aMapping(), aRoleMappingProvisioned());
    const read = await stored();
    await store.change(read, { owner: "first" }, aRoleMappingProvisioned());
    expect(await store.change(read, { owner: "second" }, aRoleMappingProvisioned())).toEqual({ changed: false });
    expect((await stored()).owner).toBe("first");
    expect(await waiting()).toHaveLength(2);
  });

  test("lets one of many writers at once through", async () => {
    await store.create(aMapping(), aRoleMappingProvisioned());
    const read = await stored();
    const owners = Array.from({ length: 8 }, (_, index) => `owner-${index}`);
    const results = await Promise.all(owners.map((owner) => store.change(read, { owner }, aRoleMappingProvisioned())));
    expect(results.filter(({ changed }) => changed)).toHaveLength(1);
    expect(await waiting()).toHaveLength(2);
  });

  test("is refused where there is no mapping any more", async () => {
    expect(await store.change(aMapping(), { owner: "x" }, aRoleMappingProvisioned())).toEqual({ changed: false });
    expect(await store.all()).toEqual([]);
  });

  test("knows its own write again when the answer was lost and the SDK repeated it", async () => {
    await store.create(aMapping(), aRoleMappingProvisioned());
    const client = dynalite.connect();
    loseFirstAnswer(client, "UpdateItemCommand");
    const change = createRoleMappingStore(client, TABLE).change(
      await stored(),
      { owner: "x" },
      aRoleMappingProvisioned(),
    );
    expect(await change).toMatchObject({ changed: true, mapping: { owner: "x", revision: 2 } });
    client.destroy();
  });
});

describe("the events of changes", () => {
  test("leave the item when they are published, one by one, and the mapping stays as it is", async () => {
    const [first, second] = [aRoleMappingProvisioned(), aRoleMappingProvisioned()];
    await store.create(aMapping({ samlRole: "a#b" }), first);
    const changed = await store.change(await stored("a#b"), { owner: "x" }, second);
    if (!changed.changed) throw new Error("expected the change to be made");
    await store.outbox.markPublished(changed.pending, [first.metadata.id]);
    expect(await waiting()).toEqual([second]);
    await store.outbox.markPublished(changed.pending, [second.metadata.id]);
    expect(await waiting()).toEqual([]);
    expect(await stored("a#b")).toMatchObject({ owner: "x", revision: 2 });
  });

  test("are left alone while they are younger than asked for", async () => {
    await store.create(aMapping(), aRoleMappingProvisioned());
    expect(await collect(store.outbox.pending(NOON))).toEqual([]);
  });
});
