/** What people do about pruning by hand: bring a mapping back, or opt out for a time. Each with who, why, and its event. */
import type { TrailEvent } from "../../events/catalogue.ts";
import { createEvent, type EventOrigin } from "../../events/create-event.ts";
import { roleMappingProvisioned } from "../../events/role-mapping-provisioned.ts";
import { roleMappingRestored } from "../../events/role-mapping-restored.ts";
import type { MappingChange } from "../change-mapping.ts";
import { definitionFieldsOf, referenceOf } from "../event-fields.ts";
import type { RestoreRequest } from "../requests/restore-request.ts";
import type { OptOut, RoleMapping } from "../role-mapping.ts";

export interface ByHand {
  readonly by: string;
  readonly why: string;
}

interface Prepared {
  readonly change: MappingChange;
  readonly event: TrailEvent;
}

/**
 * @param refused how many logins the mapping was withheld from since it was pruned
 * @param request the one that is approved by it
 */
export function restoreByHand(
  mapping: RoleMapping,
  origin: EventOrigin,
  { by, why }: ByHand,
  refused: number,
  request: Pick<RestoreRequest, "subject"> | null = null,
): Prepared {
  const restoredAt = origin.occurredAt.toISOString();
  return {
    change: { status: "active", prunedAt: null, restoredAt },
    event: createEvent(roleMappingRestored, origin, {
      mapping: referenceOf(mapping),
      revision: mapping.revision + 1,
      prunedAt: mapping.prunedAt ?? restoredAt,
      restoredAt,
      through: request ? "request" : "command",
      requestedBy: request?.subject ?? null,
      by,
      why,
      wouldHaveMatched: { lastAt: mapping.lastWouldHaveMatchedAt, count: refused },
    }),
  };
}

/** Its mark, where it has one, is taken off by the next run. */
export function optOutByHand(mapping: RoleMapping, origin: EventOrigin, optOut: OptOut): Prepared {
  return {
    change: { optOut },
    event: createEvent(roleMappingProvisioned, origin, {
      action: "changed",
      mapping: referenceOf(mapping),
      revision: mapping.revision + 1,
      before: definitionFieldsOf(mapping),
      after: definitionFieldsOf({ ...mapping, optOut }),
      by: optOut.by,
      why: optOut.reason,
    }),
  };
}
