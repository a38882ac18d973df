/** Reads what a run decides on, no more than it needs, and decides. Changes nothing. */
import type { RoleMappingStore } from "../role-mapping-store.ts";
import { decide } from "./decide.ts";
import type { PruningPlan, PruningQuestion } from "./decision.ts";
import { isCandidate, periodStart } from "./judge.ts";
import { type HealthSources, readHealth } from "./read-health.ts";
import { readSecondSource, type SecondSources } from "./second-source.ts";

export interface PlanningSources {
  readonly store: Pick<RoleMappingStore, "all">;
  readonly health: HealthSources;
  readonly second: SecondSources;
}

export type PlanningScope = Pick<PruningQuestion, "environment" | "identityProviders" | "now" | "policy">;

/** @throws what the table answered; whatever else fails holds back what depends on it */
export async function planRun(
  { store, health: healthSources, second }: PlanningSources,
  scope: PlanningScope,
): Promise<PruningPlan> {
  const mappings = await store.all();
  const candidates = mappings.filter((mapping) => isCandidate(mapping, scope));
  const base = { ...scope, mappings, health: [], secondReadings: new Map() };
  if (candidates.length === 0) return decide(base);
  const health = await readHealth(healthSources, periodStart(candidates, scope), scope.now, scope.policy);
  // In a gap the second source has nothing to add.
  if (health.some(({ gaps }) => gaps !== 0)) return decide({ ...base, health });
  return decide({ ...base, health, secondReadings: await readSecondSource(second, candidates, scope) });
}
