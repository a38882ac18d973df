/** Finds the mapping that somebody asks credentials of, among those of the roles they signed in with. */
import type { RoleMapping, RoleMappings } from "../roles/role-mapping.ts";
import { CredentialsRefused } from "./refusal.ts";

/** By the mapping's id, or by the SAML role as the person's identity provider names it. */
export type WantedRole = { readonly mappingId: string } | { readonly role: string };

export interface Holder {
  readonly identityProviderId: string;
  /** The SAML roles that were granted when the person signed in. */
  readonly samlRoles: readonly string[];
}

export interface Environments {
  readonly environment: string;
  readonly environments: readonly string[];
}

/** What was asked for, in one word for the record. */
export const wantedName = (wanted: WantedRole): string => ("role" in wanted ? wanted.role : wanted.mappingId);

/**
 * Asks the table anew, so that a mapping that was pruned since the sign-in gives nothing. A stale one still does: it was
 * announced, not withdrawn.
 * @throws CredentialsRefused unknown-role, other-environment, pruned; dependency-unavailable where the table does not answer
 */
export async function chooseMapping(
  mappings: RoleMappings,
  { identityProviderId, samlRoles }: Holder,
  wanted: WantedRole,
  { environment, environments }: Environments,
): Promise<RoleMapping> {
  let found: readonly RoleMapping[];
  try {
    found = samlRoles.length === 0 ? [] : await mappings.find(identityProviderId, samlRoles, environments);
  } catch (cause) {
    throw new CredentialsRefused("dependency-unavailable", { problem: "role-mappings", cause });
  }
  const named = found.filter((each) =>
    "role" in wanted ? each.samlRole === wanted.role : each.id === wanted.mappingId,
  );
  const here = named.find((each) => each.environment === environment);
  if (named.length === 0) throw new CredentialsRefused("unknown-role", { problem: "not-granted" });
  if (!here) {
    const elsewhere = named.map((each) => each.environment).join(", ");
    throw new CredentialsRefused("other-environment", {
      problem: "other-environment",
      found: elsewhere,
      expected: environment,
    });
  }
  if (here.status === "pruned") throw new CredentialsRefused("pruned", { problem: "pruned", found: here.id });
  return here;
}
