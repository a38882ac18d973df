/** What a run says of itself: that it was refused, or what it decided on every mapping. */
import type { TrailEvent } from "../../events/catalogue.ts";
import { createEvent } from "../../events/create-event.ts";
import { printable } from "../../events/printable.ts";
import { roleMappingPruningRefused } from "../../events/role-mapping-pruning-refused.ts";
import { MAXIMUM_DECISIONS, roleMappingsReviewed } from "../../events/role-mappings-reviewed.ts";
import type { Decision, PruningPlan } from "./decision.ts";
import { originOf, type PruningRun, policyOf } from "./decision-events.ts";

export type Outcome = "done" | "dry-run" | "changed-meanwhile";

export interface DecisionOutcome {
  readonly decision: Decision;
  readonly outcome: Outcome;
}

type Refused = Extract<PruningPlan, { outcome: "refused" }>;

export function refusedEvent(
  { reason, detail, health, candidates, inForce: mappings }: Refused,
  run: PruningRun,
): TrailEvent {
  return createEvent(roleMappingPruningRefused, originOf(run), {
    runId: run.runId,
    scope: "run",
    reason,
    detail: printable(detail, 512),
    observed: health.map(({ check, gaps, detail: found }) => ({
      name: check,
      value: printable(`${gaps ?? "unknown"}: ${found}`, 256),
    })),
    mapping: null,
    evidence: null,
    candidates,
    mappings,
    policy: policyOf(run.policy),
  });
}

/** As many events as the decisions need. */
export function reviewedEvents(
  { health, inForce: mappings }: PruningPlan,
  outcomes: readonly DecisionOutcome[],
  run: PruningRun,
): readonly TrailEvent[] {
  const parts = Math.max(1, Math.ceil(outcomes.length / MAXIMUM_DECISIONS));
  return Array.from({ length: parts }, (_, index) =>
    createEvent(roleMappingsReviewed, originOf(run), {
      runId: run.runId,
      by: run.by,
      part: index + 1,
      parts,
      mappings,
      health: health.map(({ check, gaps, detail }) => ({ check, gaps, detail: printable(detail, 512) })),
      decisions: outcomes
        .slice(index * MAXIMUM_DECISIONS, (index + 1) * MAXIMUM_DECISIONS)
        .map(({ decision, outcome }) => ({
          mappingId: decision.mapping.id,
          decision: decision.kind,
          safety: "safety" in decision ? decision.safety : null,
          detail: printable(decision.detail, 512),
          outcome,
        })),
      policy: policyOf(run.policy),
    }),
  );
}
