/** Reads what a run decides on, no more than it needs, and decides. Changes nothing. */
import type { RoleMapping } from "../role-mapping.ts";
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
  /** UTC days on which the mapping was used, as far back as the table's history goes, in order. */
  readonly daysOfUse: (mapping: RoleMapping) => Promise<readonly string[]>;
}

export type PlanningScope = Pick<PruningQuestion, "environment" | "identityProviders" | "now" | "policy">;

/** @throws what the table answered; whatever else fails holds back what depends on it */
export async function planRun(
  { store, health: healthSources, second, daysOfUse }: PlanningSources,
  scope: PlanningScope,
): Promise<PruningPlan> {
  const mappings = await store.all();
  const candidates = mappings.filter((mapping) => isCandidate(mapping, scope));
  const base = { ...scope, mappings, health: [], history: new Map(), secondReadings: new Map() };
  if (candidates.length === 0) return decide(base);
  const health = await readHealth(healthSources, periodStart(candidates, scope), scope.now, scope.policy);
  // In a gap the second source has nothing to add.
  if (health.some(({ gaps }) => gaps !== 0)) return decide({ ...base, health });
  const history = new Map<string, readonly string[]>();
  for (const mapping of candidates) history.set(mapping.id, await daysOfUse(mapping));
  return decide({ ...base, health, history, secondReadings: await readSecondSource(second, candidates, scope) });
}
