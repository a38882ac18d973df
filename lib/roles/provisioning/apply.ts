/** Applies the mapping file to the table: change by change, each with its event, until nothing is left to change. */
import type { WrittenMapping } from "../../config/mapping-file.ts";
import type { TrailEvent } from "../../events/catalogue.ts";
import type { EventOrigin } from "../../events/create-event.ts";
import { type Publication, publishRecorded } from "../../events/publish-recorded.ts";
import type { PendingKey } from "../../ledger/ledger.ts";
import type { RoleMapping } from "../role-mapping.ts";
import type { RoleMappingStore } from "../role-mapping-store.ts";
import { type Applying, prepareChange } from "./change-events.ts";
import { type Plan, type PlannedChange, planMappings } from "./plan.ts";

export interface Application {
  readonly store: RoleMappingStore;
  readonly publication: Publication;
  readonly written: readonly WrittenMapping[];
  /** Ids of pruned mappings that are to grant again. */
  readonly restore: readonly string[];
  readonly origin: EventOrigin;
  readonly applying: Applying;
  /** How many logins a pruned mapping was withheld from since it was pruned. */
  readonly refused: (mapping: RoleMapping) => Promise<number>;
  /** Told of each change once it is made; `left` counts what this pass still has to do. */
  readonly onChange: (change: PlannedChange, left: number) => void;
}

export interface Applied {
  /** How many changes were made. */
  readonly changes: number;
  /** What is left as the table stands now: changes only where others kept changing the same mappings. */
  readonly plan: Plan;
}

/** Passes over the plan: one is enough, unless a mapping is changed by somebody else meanwhile, or restored and changed. */
const PASSES = 4;

interface MadeChange {
  readonly pending: PendingKey;
  readonly event: TrailEvent;
}

async function make(application: Application, planned: PlannedChange, left: number): Promise<MadeChange | null> {
  const { store, origin, applying, refused, onChange } = application;
  const { before, after, change, event } = await prepareChange(planned, origin, applying, refused);
  const result = await (before ? store.change(before, change, event) : store.create(after, event));
  if (!result.changed) {
    origin.producer.release(event.metadata.producer.sequence);
    return null;
  }
  onChange(planned, left);
  return { pending: result.pending, event };
}

async function pass(application: Application, { changes }: Plan): Promise<number> {
  const made: MadeChange[] = [];
  try {
    for (const [index, planned] of changes.entries()) {
      const change = await make(application, planned, changes.length - index - 1);
      if (change) made.push(change);
    }
  } finally {
    // Also where a change failed: those before it are made, and what is not published now waits in the mappings.
    for (const { pending, event } of made) await publishRecorded(application.publication, pending, [event]);
  }
  return made.length;
}

/** @throws where the table cannot be read or written: what was changed until then has its events. */
export async function applyMappings(application: Application): Promise<Applied> {
  const { store, written, restore } = application;
  const planNow = async () => planMappings(written, await store.all(), restore);
  let changes = 0;
  let plan = await planNow();
  for (let count = 0; count < PASSES && plan.changes.length > 0; count += 1) {
    changes += await pass(application, plan);
    plan = await planNow();
  }
  return { changes, plan };
}
