import type { Configuration, IdentityProvider } from "../../config/configuration.ts";
import { type ResolvedRoles, resolveRoles as resolve } from "../../roles/resolve.ts";
import type { RoleMapping, RoleMappings } from "../../roles/role-mapping.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly provider: Pick<IdentityProvider, "id">;
  readonly samlRoles: readonly string[];
  readonly configuration: Pick<Configuration, "environment" | "environments">;
}

/** Turns SAML roles into IAM roles; what no mapping names is refused, and a login without any role is too. */
export const resolveRoles = (mappings: RoleMappings) =>
  defineStep("resolve-roles", async (known: Needs, { refuse }): Promise<{ roles: ResolvedRoles }> => {
    const { provider, samlRoles, configuration } = known;
    let found: readonly RoleMapping[];
    try {
      found = await mappings.find(provider.id, samlRoles, configuration.environments);
    } catch (cause) {
      throw refuse("dependency-unavailable", { problem: "role-mappings", cause });
    }
    const roles = resolve(samlRoles, found, configuration.environment);
    if (roles.granted.length > 0) return { roles };
    const prunedRoles = roles.refused.flatMap(({ samlRole, reason }) => (reason === "pruned" ? [samlRole] : []));
    if (prunedRoles.length > 0)
      throw refuse("role-pruned", { problem: "role-pruned", found: prunedRoles[0], prunedRoles });
    throw refuse("no-role", {
      problem: samlRoles.length === 0 ? "no-role-presented" : "no-role-mapped",
      found: `${samlRoles.length} roles`,
      expected: "at least one role with a mapping",
    });
  });
