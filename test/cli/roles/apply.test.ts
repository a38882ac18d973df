import { describe, expect, test } from "@jest/globals";
import { addUses } from "../../../lib/roles/usage/usage-days.ts";
import { collect } from "../../helpers/collect.ts";
import { BOTH, file, mapping, NOW, rolesAtCommandLine } from "./helpers/roles-at-command-line.ts";

const { published, roles, apply, stage, store, stored, prune, write, client, busIsDown } = rolesAtCommandLine();

describe("samltrail roles apply", () => {
  test("makes the table as the file is; each change is an event that says who and why", async () => {
    const { code, out, error } = await apply();
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toContain("2 changed by dana");
    expect(await stored("auditors")).toMatchObject({ status: "active", revision: 1, createdAt: NOW.toISOString() });
    expect(published.map(({ metadata }) => metadata.producer.sequence)).toEqual([1, 2]);
    expect(published[0]).toMatchObject({
      metadata: { type: "Role Mapping Provisioned", environment: "dev" },
      data: { action: "created", before: null, after: { id: "auditors" }, by: "dana", why: "a test", revision: 1 },
    });
    expect(await collect(store().outbox.pending(new Date("2027-01-01T00:00:00.000Z")))).toEqual([]);
    expect((await apply()).out).toBe("nothing to change; 2 as the file has them\n0 changed by dana");
  });

  test("changes and retires, and brings back by the file what it had retired", async () => {
    await apply();
    write("mappings.yaml", file(mapping("auditors", "Auditor", "    protected: true\n")));
    await apply();
    expect(await stored("auditors")).toMatchObject({ protected: true, revision: 2 });
    expect(await stored("admins")).toMatchObject({ status: "retired", revision: 2 });
    expect(published.slice(2)).toMatchObject([
      { data: { action: "changed", before: { protected: false }, after: { protected: true } } },
      { data: { action: "retired", after: { id: "admins", status: "retired" } } },
    ]);
    write("mappings.yaml", BOTH);
    await apply();
    expect(await stored("admins")).toMatchObject({ status: "active", restoredAt: NOW.toISOString(), revision: 3 });
    expect(published.at(-1)).toMatchObject({ data: { action: "restored-by-file" } });
  });

  test("leaves a pruned mapping pruned, says so, and changes it all the same", async () => {
    await apply();
    await prune("admins");
    write("mappings.yaml", BOTH.replaceAll("security@sp.test", "audit@sp.test"));
    const { code, out } = await apply();
    expect(code).toBe(0);
    expect(out).toContain("! pruned admins: Admin of okta in dev");
    expect(out).toContain(
      "pruned 2026-07-01T00:00:00.000Z, nobody asked for it since. Applying the file does not bring it back:",
    );
    expect(out).toContain("say --restore admins, or take it out of the file");
    expect(await stored("admins")).toMatchObject({ status: "pruned", owner: "audit@sp.test" });
  });

  test("does not bring a pruned mapping back by taking it out of the file and putting it in again", async () => {
    await apply();
    await prune("admins");
    write("mappings.yaml", file(mapping("auditors", "Auditor")));
    expect((await apply()).out).toContain("0 changed");
    write("mappings.yaml", BOTH);
    await apply();
    expect(await stored("admins")).toMatchObject({ status: "pruned" });
  });

  test("restores the pruned mapping that is asked for by id, with what it had refused meanwhile", async () => {
    await apply();
    await prune("admins");
    const use = { kind: "withheld", countedAs: "e1", subject: "subject:k1:x" } as const;
    const key = { source: "okta#Admin", environment: "dev" };
    const told = { ...use, mapping: key, at: "2026-07-20T00:00:00.000Z", correlationId: "c", attemptId: "a" };
    const uses = { mapping: key, day: "2026-07-20", kind: "withheld", uses: [told] } as const;
    await addUses(client(), "role-usage", uses);
    write("mappings.yaml", BOTH.replaceAll("security@sp.test", "audit@sp.test"));
    const { code } = await apply("--restore", "admins");
    expect(code).toBe(0);
    const now = NOW.toISOString();
    const expected = { status: "active", prunedAt: null, restoredAt: now, owner: "audit@sp.test", revision: 3 };
    expect(await stored("admins")).toMatchObject(expected);
    expect(published.find(({ metadata }) => metadata.type === "Role Mapping Restored")?.data).toMatchObject({
      through: "apply",
      by: "dana",
      wouldHaveMatched: { count: 1 },
    });
  });

  test.each(["auditors", "nobody"])("refuses to restore %s, which is not pruned, and changes nothing", async (id) => {
    await apply();
    write("mappings.yaml", file(mapping("auditors", "Auditor")));
    const { code, error } = await apply("--restore", id);
    expect(code).toBe(2);
    expect(error).toContain(`--restore ${id}: expected the id of a pruned mapping that the file has`);
    expect(await stored("admins")).toMatchObject({ status: "active" });
  });

  test("wants to know why", async () => {
    const { code, error } = await roles("apply", stage(), "--by", "dana");
    expect(code).toBe(2);
    expect(error).toContain("say why, for the record");
  });

  test("keeps the events in the mappings where the bus takes none, and says so", async () => {
    busIsDown();
    const { code, error } = await apply();
    expect(code).toBe(0);
    expect(error).toBe("2 events wait in the mappings they speak of: republish-pending sends them");
    const waiting = await collect(store().outbox.pending(new Date("2027-01-01T00:00:00.000Z")));
    expect(waiting.flatMap(({ events }) => events)).toHaveLength(2);
  });

  test("by two at once makes each change once", async () => {
    const results = await Promise.all([apply(), apply(), apply()]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(published).toHaveLength(2);
    expect(await stored("auditors")).toMatchObject({ revision: 1 });
  });
});
