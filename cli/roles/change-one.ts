/** Finds one mapping by its id and changes it, with its event. */
import { ulid } from "ulid";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import type { EventOrigin } from "../../lib/events/create-event.ts";
import { printable } from "../../lib/events/printable.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import type { MappingChange } from "../../lib/roles/change-mapping.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { type Surroundings, UsageError } from "../command.ts";
import type { RolesParts } from "./parts.ts";

/** @throws UsageError where the command line names none, or more than one */
export function theMappingId(command: string, [id, ...more]: readonly string[]): string {
  if (id !== undefined && more.length === 0) return id;
  throw new UsageError(`expected one mapping's id, as in: samltrail roles ${command} okta-auditors`);
}

/**
 * @param environment needed only where two environments have a mapping of that id
 * @throws UsageError where there is not exactly one
 */
export async function findMapping(
  { store }: RolesParts,
  id: string,
  environment: string | undefined,
): Promise<RoleMapping> {
  const found = (await store.all()).filter(
    (mapping) => mapping.id === id && (environment === undefined || mapping.environment === environment),
  );
  const [mapping, ...more] = found;
  if (mapping && more.length === 0) return mapping;
  if (!mapping) throw new UsageError(`there is no mapping ${printable(id, 80)}: samltrail roles list --all names all`);
  throw new UsageError(
    `${id} is in ${found.map((each) => each.environment).join(" and ")}: say which by --environment`,
  );
}

/** Of one command, in the mapping's own environment. */
export function originOf(mapping: RoleMapping, now: Date): EventOrigin {
  const runId = ulid(now.getTime());
  const { environment } = mapping;
  return { occurredAt: now, correlationId: runId, attemptId: runId, environment, producer: createProducer() };
}

/** @returns whether it was changed: not where somebody else changed it at the same moment */
export async function changeOne(
  { store, events, busName }: RolesParts,
  mapping: RoleMapping,
  { change, event }: { readonly change: MappingChange; readonly event: TrailEvent },
  { error }: Surroundings,
): Promise<boolean> {
  const result = await store.change(mapping, change, event);
  if (!result.changed) {
    error(`somebody changed ${mapping.id} at the same moment; look at it again`);
    return false;
  }
  const publication = {
    publish: (given: readonly TrailEvent[]) => publishEvents(events, busName, given),
    ledger: store.outbox,
    onLeftPending: () => error("its event waits in the mapping: republish-pending sends it"),
  };
  await publishRecorded(publication, result.pending, [event]);
  return true;
}
