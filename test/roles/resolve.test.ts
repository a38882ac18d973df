import { describe, expect, test } from "@jest/globals";
import { resolveRoles } from "../../lib/roles/resolve.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { aMapping } from "../helpers/mappings.ts";

function mapping(samlRole: string, given: Partial<RoleMapping> = {}): RoleMapping {
  return aMapping({ samlRole, environment: "prod", ...given });
}

const many = (count: number, prefix = "role") => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const grantedRoles = (resolved: ReturnType<typeof resolveRoles>) => resolved.granted.map(({ samlRole }) => samlRole);

describe("resolving roles", () => {
  test("grants what a mapping of this environment names, in the order presented", () => {
    const found = [mapping("a"), mapping("b")];
    expect(resolveRoles(["b", "a"], found, "prod")).toEqual({ granted: [found[1], found[0]], refused: [] });
  });

  test("names why each of the others is refused", () => {
    const found = [mapping("elsewhere", { environment: "test" }), mapping("withdrawn", { status: "pruned" })];
    expect(resolveRoles(["unknown", "elsewhere", "withdrawn"], found, "prod").refused).toEqual([
      { samlRole: "unknown", reason: "no-mapping" },
      { samlRole: "elsewhere", reason: "other-environment" },
      { samlRole: "withdrawn", reason: "pruned" },
    ]);
  });

  test("still grants a stale mapping", () => {
    expect(grantedRoles(resolveRoles(["a"], [mapping("a", { status: "stale" })], "prod"))).toEqual(["a"]);
  });

  test("refuses a role that is pruned here though another environment still has it", () => {
    const found = [mapping("a", { environment: "test" }), mapping("a", { status: "pruned" })];
    expect(resolveRoles(["a"], found, "prod").refused).toEqual([{ samlRole: "a", reason: "pruned" }]);
  });

  test("compares SAML roles exactly", () => {
    expect(resolveRoles(["Admin", "admin "], [mapping("admin")], "prod").granted).toEqual([]);
  });

  test("counts a role that is presented twice once", () => {
    const resolved = resolveRoles(["a", "x", "a", "x"], [mapping("a")], "prod");
    expect(resolved.granted).toHaveLength(1);
    expect(resolved.refused).toHaveLength(1);
  });

  test("grants 50 roles and refuses the rest as over the limit", () => {
    const roles = many(52);
    const resolved = resolveRoles(
      roles,
      roles.map((role) => mapping(role)),
      "prod",
    );
    expect(grantedRoles(resolved)).toEqual(roles.slice(0, 50));
    expect(resolved.refused).toEqual(roles.slice(50).map((samlRole) => ({ samlRole, reason: "over-limit" })));
  });

  test("grants 2,000 bytes of role values and no more, for the session cookie carries them", () => {
    const roles = many(10).map((role) => role.padEnd(200, "é").slice(0, 200));
    const resolved = resolveRoles(
      roles,
      roles.map((role) => mapping(role)),
      "prod",
    );
    const bytes = Buffer.byteLength(grantedRoles(resolved).join(""));
    expect(bytes).toBeLessThanOrEqual(2_000);
    expect(bytes).toBeGreaterThan(1_600);
    expect(resolved.refused[0]?.reason).toBe("over-limit");
  });

  test("keeps the first 100 refusals", () => {
    const resolved = resolveRoles(many(150), [], "prod");
    expect(resolved.refused.map(({ samlRole }) => samlRole)).toEqual(many(100));
  });
});
