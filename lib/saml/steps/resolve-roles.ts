import type { Configuration, IdentityProvider } from "../../config/configuration.ts";
import { type ResolvedRoles, resolveRoles as resolve } from "../../roles/resolve.ts";
import type { RoleMapping, RoleMappings } from "../../roles/role-mapping.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly provider: Pick<IdentityProvider, "id">;
  readonly samlRoles: readonly string[];
  readonly configuration: Pick<Configuration, "environment" | "environments">;
}

/**
 * The mappings of this environment, and only of roles that have none here those of the others: to tell a role that is unknown from one
 * that belongs elsewhere. Most people have roles that are mapped here, and each mapping that is asked for is paid for.
 */
async function findMappings(mappings: RoleMappings, known: Needs): Promise<readonly RoleMapping[]> {
  const { provider, samlRoles, configuration } = known;
  const { environment, environments } = configuration;
  const here = await mappings.find(provider.id, samlRoles, [environment]);
  const unmapped = samlRoles.filter((samlRole) => !here.some((mapping) => mapping.samlRole === samlRole));
  const elsewhere = environments.filter((each) => each !== environment);
  if (unmapped.length === 0 || elsewhere.length === 0) return here;
  return [...here, ...(await mappings.find(provider.id, unmapped, elsewhere))];
}

/** Turns SAML roles into IAM roles; what no mapping names is refused, and a login without any role is too. */
export const resolveRoles = (mappings: RoleMappings) =>
  defineStep("resolve-roles", async (known: Needs, { refuse }): Promise<{ roles: ResolvedRoles }> => {
    const { samlRoles, configuration } = known;
    let found: readonly RoleMapping[];
    try {
      found = await findMappings(mappings, known);
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
