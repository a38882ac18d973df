/** A mapping that is used again while it is marked stale is active again, at once. */
import { createEvent } from "../../events/create-event.ts";
import type { Producer } from "../../events/producer.ts";
import { type Publication, publishRecorded } from "../../events/publish-recorded.ts";
import { roleMappingUnmarked } from "../../events/role-mapping-unmarked.ts";
import { referenceOf } from "../event-fields.ts";
import type { RoleMapping } from "../role-mapping.ts";
import type { RoleMappingStore } from "../role-mapping-store.ts";
import type { MappingUse } from "./uses-of-event.ts";

export interface Unmarking {
  readonly store: Pick<RoleMappingStore, "change">;
  readonly publication: Publication;
  readonly producer: Producer;
  readonly now: Date;
}

const isUsedWhileMarked = ({ status, stale }: RoleMapping, { kind, at }: MappingUse): boolean =>
  status === "stale" && stale !== null && kind !== "withheld" && at > stale.markedAt;

/**
 * @param mapping as it was read after the use was kept
 * @returns whether nothing is left to do: `false` where somebody changed the mapping meanwhile, so that it must be read again
 */
export async function unmarkUsed(unmarking: Unmarking, mapping: RoleMapping, use: MappingUse): Promise<boolean> {
  if (!isUsedWhileMarked(mapping, use)) return true;
  const { store, publication, producer, now } = unmarking;
  const origin = {
    occurredAt: now,
    // Those of the login (or the request) that used it: one number leads from it to here.
    correlationId: use.correlationId,
    attemptId: use.attemptId,
    // What grants here is of this environment.
    environment: mapping.environment,
    producer,
  };
  const event = createEvent(roleMappingUnmarked, origin, {
    mapping: referenceOf(mapping),
    revision: mapping.revision + 1,
    markedAt: mapping.stale?.markedAt ?? use.at,
    cause: use.kind === "issued" ? "used" : "granted",
    usedAt: use.at,
    subject: use.subject,
    by: null,
  });
  const result = await store.change(mapping, { status: "active", stale: null }, event);
  if (result.changed) await publishRecorded(publication, result.pending, [event]);
  else producer.release(event.metadata.producer.sequence);
  return result.changed;
}
