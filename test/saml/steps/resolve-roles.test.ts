import { describe, expect, test } from "@jest/globals";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { resolveRoles } from "../../../lib/saml/steps/resolve-roles.ts";
import { testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import { fails, memoryMappings } from "../memory.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const presenting = (...samlRoles: string[]) => ({
  provider: testIdentityProvider("acme"),
  samlRoles,
  configuration: testConfiguration(),
});
const stepWith = (change?: Partial<RoleMapping>) => resolveRoles(memoryMappings(change));

describe("resolve-roles", () => {
  test("grants what is mapped here, and says why it does not grant the rest", async () => {
    const { roles } = await addedBy(stepWith(), presenting("gardener", "auditor", "deployer", "admin"));
    expect(roles.granted.map(({ id, iamRole }) => [id, iamRole])).toEqual([
      ["acme-auditor", "arn:aws:iam::123456789012:role/acme-auditor"],
      ["acme-admin", "arn:aws:iam::123456789012:role/acme-admin"],
    ]);
    expect(roles.refused).toEqual([
      { samlRole: "gardener", reason: "no-mapping" },
      { samlRole: "deployer", reason: "other-environment" },
    ]);
  });

  test("asks for the provider's own mappings of this environment, and for nothing but the roles presented", async () => {
    const asked: unknown[] = [];
    const { find } = memoryMappings();
    const step = resolveRoles({
      find(...question) {
        asked.push(question);
        return find(...question);
      },
    });
    await addedBy(step, presenting("admin", "auditor"));
    expect(asked).toEqual([["acme", ["admin", "auditor"], ["production"]]]);
  });

  test("asks for those of other environments only of roles that have none here", async () => {
    const asked: unknown[] = [];
    const { find } = memoryMappings();
    const step = resolveRoles({
      find(...question) {
        asked.push(question);
        return find(...question);
      },
    });
    await addedBy(step, presenting("gardener", "admin", "deployer"));
    expect(asked).toEqual([
      ["acme", ["gardener", "admin", "deployer"], ["production"]],
      ["acme", ["gardener", "deployer"], ["staging"]],
    ]);
  });

  test("grants by a stale mapping, which is announced and not withdrawn", async () => {
    expect(await addedBy(stepWith({ status: "stale" }), presenting("admin"))).toBeDefined();
  });
});

describe("resolve-roles lets nobody in", () => {
  test.each([
    ["without any role", [], "no-role-presented"],
    ["whose roles nobody mapped", ["gardener", "cook"], "no-role-mapped"],
    ["whose role is of another environment", ["deployer"], "no-role-mapped"],
  ])("%s", async (_name, samlRoles, problem) => {
    expect(await refusedBy(stepWith(), presenting(...samlRoles))).toMatchObject({
      step: "resolve-roles",
      reason: "no-role",
      problem,
      found: `${samlRoles.length} roles`,
    });
  });

  test("with another provider's role of the same name", async () => {
    const known = { ...presenting("admin"), provider: testIdentityProvider("globex") };
    expect(await refusedBy(stepWith(), known)).toMatchObject({ reason: "no-role" });
  });

  test("whose only mapped role was pruned, and names it", async () => {
    expect(await refusedBy(stepWith({ status: "pruned" }), presenting("gardener", "admin"))).toMatchObject({
      reason: "role-pruned",
      problem: "role-pruned",
      found: "admin",
    });
  });

  test("where the mappings cannot be read", async () => {
    expect(await refusedBy(resolveRoles({ find: fails }), presenting("admin"))).toMatchObject({
      reason: "dependency-unavailable",
      problem: "role-mappings",
      cause: new Error("it does not answer"),
    });
  });
});
