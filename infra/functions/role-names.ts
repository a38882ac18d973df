/** Roles of fixed name, since policies of other stacks and accounts must name them. */
import type { Use } from "../pipeline.ts";

/** The one role that the policy of the sealing keys lets sign. */
export const sealingRoleName = (stageName: string) => `samltrail-${stageName}-seal-archive`;

/** The one role that the lent roles trust (docs/roles.md). */
export const lendingRoleName = (stageName: string) => `samltrail-${stageName}-credentials`;

export function fixedRoleName(uses: readonly Use[], stageName: string): { readonly roleName?: string } {
  if (uses.some((use) => "sealingKeys" in use)) return { roleName: sealingRoleName(stageName) };
  return uses.some((use) => "lendsRoles" in use) ? { roleName: lendingRoleName(stageName) } : {};
}
