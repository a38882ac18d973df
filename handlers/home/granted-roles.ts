/** The roles of a session as they are now, with their use. */
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import type { Usage } from "../../lib/roles/usage/usage-days.ts";
import type { Session } from "../../lib/session/session.ts";
import { orUnavailable } from "../shared/front-door.ts";
import type { HomeParts } from "./parts.ts";

export interface GrantedRole {
  readonly mapping: RoleMapping;
  /** Of the last 30 days; null where it could not be read, which is no reason to show no page. */
  readonly usage: Usage | null;
}

/** How far back uses and people are counted. */
export const COUNTED_DAYS = 30;

const DAY = 86_400_000;

const usesOf = ({ usage }: GrantedRole): number => (usage ? usage.granted + usage.issued : 0);

/**
 * Looked up each time, so that a mapping that was pruned, or belongs elsewhere, is not shown as one's own.
 * @returns most used first; what is used alike as the provider sent it
 */
export async function grantedRoles(
  { mappings, usageOf, configuration }: HomeParts,
  { identityProviderId, samlRoles }: Session,
  now: Date,
): Promise<readonly GrantedRole[]> {
  if (samlRoles.length === 0) return [];
  const found = await mappings
    .find(identityProviderId, samlRoles, [configuration.environment])
    .catch(orUnavailable("dependency-unavailable"));
  const granting = new Map(found.filter(({ status }) => status !== "pruned").map((each) => [each.samlRole, each]));
  const from = new Date(now.getTime() - COUNTED_DAYS * DAY);
  const roles = await Promise.all(
    samlRoles
      .flatMap((samlRole) => granting.get(samlRole) ?? [])
      .map(async (mapping) => ({ mapping, usage: await usageOf(mapping, from).catch(() => null) })),
  );
  return roles.sort((a, b) => usesOf(b) - usesOf(a));
}
