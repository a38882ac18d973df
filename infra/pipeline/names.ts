/** Names that the wiring and the code which it runs have in common. */
import { LENT_ROLE_PREFIX } from "../../lib/roles/role-mapping.ts";

export const METRIC_NAMESPACE = "samltrail";
export const PENDING_INDEX = "pending";
export const DUE_INDEX = "due";

/** Roles that mappings may name are called like this, so that the credentials function can assume no others. */
export const LENT_ROLES = `${LENT_ROLE_PREFIX}*`;

/**
 * The keys that seal the archive, in the order of their service. To rotate, add one: the next seal names it, signed by the key
 * before, and from then on it signs. A key stays here for as long as seals by it must be verified.
 */
export const SEALING_KEYS: readonly string[] = ["sealing-1"];
