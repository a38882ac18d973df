import { describe, expect, test } from "@jest/globals";
import { addUses } from "../../../lib/roles/usage/usage-days.ts";
import { file, mapping, rolesAtCommandLine } from "./helpers/roles-at-command-line.ts";

const { roles, apply, stored, put, write, client } = rolesAtCommandLine();

describe("samltrail roles list", () => {
  const use = async (samlRole: string, day: string, count: number) => {
    const key = { source: `okta#${samlRole}`, environment: "dev" };
    const uses = Array.from({ length: count }, (_, index) => ({
      mapping: key,
      kind: "granted" as const,
      at: `${day}T08:00:00.000Z`,
      countedAs: `${day}-${index}`,
      subject: `subject:k1:${index % 2}`,
      correlationId: "c",
      attemptId: "a",
    }));
    await addUses(client(), "role-usage", { mapping: key, day, kind: "granted", uses });
  };

  test("shows owner, last use, people, age and status, most used first, and not what is retired", async () => {
    await apply();
    await use("Admin", "2026-07-30", 3);
    const created = { createdAt: "2026-06-02T12:00:00.000Z" };
    await put({
      ...(await stored("admins")),
      ...created,
      lastGrantedAt: "2026-07-30T08:00:00.000Z",
    });
    const stale = { markedAt: "2026-07-31T00:00:00.000Z", pruneAfter: "2026-08-14T00:00:00.000Z" };
    await put({ ...(await stored("auditors")), status: "stale", stale });
    await put({ ...(await stored("admins")), id: "gone", samlRole: "Gone", status: "retired" });
    const { code, out } = await roles("list");
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.replace(/ {2,}/g, " | "))).toEqual([
      "mapping | environment | SAML role | owner | last use | uses | people | age | status",
      expect.stringContaining("──"),
      "admins | dev | Admin | security@sp.test | 2026-07-30 08:00 | 3 | 2 | 60 days | active",
      "auditors | dev | Auditor | security@sp.test | never | 0 | 0 | 0 days | stale, pruned after 2026-08-14",
    ]);
    expect((await roles("list", "--all")).out).toContain("gone");
  });

  test("speaks JSON and CSV, and no cell is a formula", async () => {
    write("mappings.yaml", file(mapping("sums", '"=1+1, done"')));
    await apply();
    const { out: json } = await roles("list", "--json");
    expect(JSON.parse(json)).toMatchObject([{ id: "sums", samlRole: "=1+1, done", usage: { granted: 0, people: 0 } }]);
    const { out } = await roles("list", "--csv");
    expect(out.split("\r\n")[1]).toContain(`sums,dev,"'=1+1, done",security@sp.test,never`);
  });

  test("says what to do where there are none", async () => {
    expect((await roles("list")).out).toContain("samltrail roles apply");
  });
});

test("samltrail roles says what it knows where it is given nothing it does", async () => {
  expect((await roles("plant")).error).toContain("expected one of plan, apply, list");
  expect((await roles("--help")).out).toContain("usage: samltrail roles plan");
});
