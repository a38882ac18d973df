/** Decides what becomes of each SAML role that a login presents. */
import type { RoleMapping } from "./role-mapping.ts";

/** The event carries no more (lib/events/roles-mapped.ts). */
const MAXIMUM_GRANTED = 50;
const MAXIMUM_REFUSED = 100;

/** The session cookie carries the granted SAML roles, and a browser drops a cookie above 4,096 bytes. */
const MAXIMUM_GRANTED_BYTES = 2_000;

type RoleRefusal = "no-mapping" | "other-environment" | "pruned" | "over-limit";

interface RefusedRole {
  readonly samlRole: string;
  readonly reason: RoleRefusal;
}

export interface ResolvedRoles {
  readonly granted: readonly RoleMapping[];
  readonly refused: readonly RefusedRole[];
}

/** The mapping that grants the role here, or why none does. A stale mapping still grants: it was announced, not withdrawn. */
function judge(samlRole: string, found: readonly RoleMapping[], environment: string): RoleMapping | RoleRefusal {
  const ofRole = found.filter((mapping) => mapping.samlRole === samlRole);
  const here = ofRole.find((mapping) => mapping.environment === environment);
  if (here) return here.status === "pruned" ? "pruned" : here;
  return ofRole.length > 0 ? "other-environment" : "no-mapping";
}

/**
 * @param presented the SAML roles of the message, in its order; one that comes twice counts once
 * @param found the mappings of this identity provider for them, in any environment
 * @param environment the one this service is for
 * @returns in the order presented: at most 50 granted, with at most 2,000 bytes of SAML role values, and the first 100 refused
 */
export function resolveRoles(
  presented: readonly string[],
  found: readonly RoleMapping[],
  environment: string,
): ResolvedRoles {
  const granted: RoleMapping[] = [];
  const refused: RefusedRole[] = [];
  let bytes = 0;
  for (const samlRole of new Set(presented)) {
    const verdict = judge(samlRole, found, environment);
    if (typeof verdict === "string") {
      refused.push({ samlRole, reason: verdict });
      continue;
    }
    const size = Buffer.byteLength(samlRole);
    if (granted.length === MAXIMUM_GRANTED || bytes + size > MAXIMUM_GRANTED_BYTES) {
      refused.push({ samlRole, reason: "over-limit" });
      continue;
    }
    bytes += size;
    granted.push(verdict);
  }
  return { granted, refused: refused.slice(0, MAXIMUM_REFUSED) };
}
