/** Planned changes as what they set and the events that say so. */
import type { TrailEvent } from "../../events/catalogue.ts";
import { createEvent, type EventOrigin } from "../../events/create-event.ts";
import { roleMappingProvisioned } from "../../events/role-mapping-provisioned.ts";
import { roleMappingRestored } from "../../events/role-mapping-restored.ts";
import type { MappingChange } from "../change-mapping.ts";
import { definitionFieldsOf, referenceOf } from "../event-fields.ts";
import { type MappingDefinition, newMapping, type RoleMapping } from "../role-mapping.ts";
import { definedBy, type PlannedChange } from "./plan.ts";

/** Who applies the file, and why. */
export interface Applying {
  readonly by: string;
  readonly why: string;
}

export interface PreparedChange {
  /** Null where there is none yet. */
  readonly before: RoleMapping | null;
  readonly after: RoleMapping;
  readonly change: MappingChange;
  readonly event: TrailEvent;
}

type Action = "created" | "changed" | "restored-by-file" | "retired";

function changeable({
  identityProvider: _,
  samlRole: __,
  environment: ___,
  ...rest
}: MappingDefinition): MappingChange {
  return rest;
}

function prepared(
  action: Action,
  before: RoleMapping | null,
  { change, after }: { readonly change: MappingChange; readonly after: RoleMapping },
  origin: EventOrigin,
  { by, why }: Applying,
): PreparedChange {
  const event = createEvent(roleMappingProvisioned, origin, {
    action,
    mapping: referenceOf(after),
    revision: after.revision,
    before: before && definitionFieldsOf(before),
    after: definitionFieldsOf(after),
    by,
    why,
  });
  return { before, after, change, event };
}

const changed = (before: RoleMapping, change: MappingChange) => ({
  change,
  after: { ...before, ...change, revision: before.revision + 1 },
});

function restored(before: RoleMapping, origin: EventOrigin, applying: Applying, refused: number): PreparedChange {
  const restoredAt = origin.occurredAt.toISOString();
  const { change, after } = changed(before, { status: "active", prunedAt: null, restoredAt });
  const event = createEvent(roleMappingRestored, origin, {
    mapping: referenceOf(after),
    revision: after.revision,
    prunedAt: before.prunedAt ?? restoredAt,
    restoredAt,
    through: "apply",
    requestedBy: null,
    ...applying,
    wouldHaveMatched: { lastAt: before.lastWouldHaveMatchedAt, count: refused },
  });
  return { before, after, change, event };
}

/**
 * @param refused how many logins a mapping was withheld from while it was pruned; asked for one that is restored only
 */
export async function prepareChange(
  planned: PlannedChange,
  origin: EventOrigin,
  applying: Applying,
  refused: (mapping: RoleMapping) => Promise<number>,
): Promise<PreparedChange> {
  switch (planned.action) {
    case "create": {
      const after = newMapping(planned.written.definition, origin.occurredAt);
      return prepared("created", null, { change: {}, after }, origin, applying);
    }
    case "change": {
      const { mapping, written } = planned;
      return prepared("changed", mapping, changed(mapping, changeable(definedBy(written, mapping))), origin, applying);
    }
    case "restore-by-file": {
      const { mapping, written } = planned;
      const restoredAt = origin.occurredAt.toISOString();
      const change: MappingChange = { ...changeable(definedBy(written, mapping)), status: "active", restoredAt };
      return prepared("restored-by-file", mapping, changed(mapping, change), origin, applying);
    }
    case "restore":
      // What else the file says of it is a change of its own, in the next pass.
      return restored(planned.mapping, origin, applying, await refused(planned.mapping));
    case "retire": {
      const { mapping } = planned;
      return prepared("retired", mapping, changed(mapping, { status: "retired", stale: null }), origin, applying);
    }
  }
}
