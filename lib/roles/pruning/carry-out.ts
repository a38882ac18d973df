/** Carries out what was decided: each change by compare-and-set, with its event; whatever changed meanwhile is left alone. */
import type { TrailEvent } from "../../events/catalogue.ts";
import { type Publication, publishRecorded } from "../../events/publish-recorded.ts";
import type { LoginLedger } from "../../ledger/ledger.ts";
import type { MappingChange } from "../change-mapping.ts";
import type { RoleMapping } from "../role-mapping.ts";
import type { RoleMappingStore } from "../role-mapping-store.ts";
import type { Decision, PruningPlan } from "./decision.ts";
import { changeEvent, type PruningRun, type SparedReason, sparedEvent } from "./decision-events.ts";
import type { PlanningScope } from "./plan-run.ts";
import { type DecisionOutcome, type Outcome, refusedEvent, reviewedEvents } from "./run-events.ts";
import type { Safety } from "./safeties.ts";
import { WaysIn } from "./ways-in.ts";

export interface CarryingOut {
  readonly store: RoleMappingStore;
  readonly ledger: Pick<LoginLedger, "recordEvents" | "markPublished">;
  readonly publish: Publication["publish"];
  readonly onLeftPending: Publication["onLeftPending"];
  /** How many logins a pruned mapping was withheld from. */
  readonly refused: (mapping: RoleMapping) => Promise<number>;
}

type Change = Exclude<Decision, { kind: "keep" }>;

function changeOf(decision: Change, { now }: PruningRun): MappingChange {
  const at = now.toISOString();
  switch (decision.kind) {
    case "mark":
      return { status: "stale", stale: { markedAt: at, pruneAfter: decision.pruneAfter.toISOString() } };
    case "unmark":
      return { status: "active", stale: null };
    case "prune":
      return { status: "pruned", stale: null, prunedAt: at };
    case "restore":
      return { status: "active", prunedAt: null, restoredAt: at };
  }
}

/** Whether it still is not the last way in: another command may have closed the others since the table was read. */
async function stillAnotherWay(store: RoleMappingStore, { mapping }: Decision, scope: PlanningScope): Promise<boolean> {
  return new WaysIn({ ...scope, mappings: await store.all() }).besides(mapping) > 0;
}

async function change(
  { store, publish, onLeftPending, refused }: CarryingOut,
  decision: Change,
  run: PruningRun,
  scope: PlanningScope,
): Promise<Outcome> {
  if (decision.kind === "prune" && !(await stillAnotherWay(store, decision, scope))) return "changed-meanwhile";
  const withheld = decision.kind === "restore" ? await refused(decision.mapping) : 0;
  const event = changeEvent(decision, run, withheld);
  // A use raises no revision, so it is compared as well: of a use and a pruning at the same time, the use wins.
  const asUnused = decision.kind === "mark" || decision.kind === "prune";
  const result = await store.change(decision.mapping, changeOf(decision, run), event, { asUnused });
  if (!result.changed) {
    run.producer.release(event.metadata.producer.sequence);
    return "changed-meanwhile";
  }
  await publishRecorded({ publish, ledger: store.outbox, onLeftPending }, result.pending, [event]);
  return "done";
}

const SPARING: Partial<Record<Safety, SparedReason>> = {
  "unused-by-second-source": "sources-disagree",
  "last-way-in": "last-way-in",
  "yearly-use": "yearly-use",
};

/** Why a mapping that was due to be pruned was not. */
function sparedReason({ decision, outcome }: DecisionOutcome, now: Date): SparedReason | undefined {
  if (outcome === "changed-meanwhile") return decision.kind === "prune" ? "changed-meanwhile" : undefined;
  const { stale } = decision.mapping;
  if (decision.kind !== "keep" || stale === null || new Date(stale.pruneAfter) > now) return undefined;
  return SPARING[decision.safety];
}

async function record(
  { ledger, publish, onLeftPending }: CarryingOut,
  { runId, now }: PruningRun,
  events: readonly TrailEvent[],
): Promise<void> {
  // One event a record: together they could exceed what an item holds.
  for (const [index, event] of events.entries()) {
    const key = await ledger.recordEvents(`pruning#${runId}#${index}`, now, [event]);
    await publishRecorded({ publish, ledger, onLeftPending }, key, [event]);
  }
}

/**
 * @returns what became of each decision; none where the run was refused
 * @throws what the table or the ledger answered: the decisions before stand, and have their events
 */
export async function carryOut(
  means: CarryingOut,
  plan: PruningPlan,
  run: PruningRun,
  scope: PlanningScope,
): Promise<readonly DecisionOutcome[]> {
  if (plan.outcome === "refused") {
    await record(means, run, [refusedEvent(plan, run)]);
    return [];
  }
  const outcomes: DecisionOutcome[] = [];
  for (const decision of plan.decisions) {
    const acts = plan.outcome === "act" && decision.kind !== "keep";
    const outcome = acts ? await change(means, decision, run, scope) : plan.outcome === "act" ? "done" : "dry-run";
    outcomes.push({ decision, outcome });
  }
  const spared = outcomes.flatMap((each) => {
    const reason = plan.outcome === "act" ? sparedReason(each, run.now) : undefined;
    return reason ? [sparedEvent(each.decision, reason, each.decision.detail, plan, run)] : [];
  });
  await record(means, run, [...spared, ...reviewedEvents(plan, outcomes, run)]);
  return outcomes;
}
