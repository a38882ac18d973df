/** The daily run: says what became of every mapping, and marks or prunes what nobody uses. */
import type { ScheduledEvent } from "aws-lambda";
import { ulid } from "ulid";
import { createProducer } from "../../lib/events/producer.ts";
import type { PruningParts } from "../../lib/roles/pruning/adapters/assemble.ts";
import type { RunLease } from "../../lib/roles/pruning/adapters/run-lease.ts";
import { carryOut } from "../../lib/roles/pruning/carry-out.ts";
import type { PruningPlan } from "../../lib/roles/pruning/decision.ts";
import { isCandidate } from "../../lib/roles/pruning/judge.ts";
import { type PlanningScope, planRun } from "../../lib/roles/pruning/plan-run.ts";
import type { DecisionOutcome } from "../../lib/roles/pruning/run-events.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";

export interface PruneParts extends PruningParts {
  readonly scope: PlanningScope;
  /** Null where another run is under way, or this one is done. */
  readonly takeLease: (name: string, runId: string) => Promise<RunLease | null>;
}

const producer = createProducer();

/** How many of each decision, such as `{ keep: 40, mark: 2 }`. */
function countKinds(outcomes: readonly DecisionOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { decision, outcome } of outcomes) {
    const kind = outcome === "changed-meanwhile" ? outcome : decision.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** The day's state of the prune queue, whatever the run did. */
async function measureMappings({ sources, scope }: PruneParts): Promise<void> {
  const { environment } = scope;
  const mappings = (await sources.store.all()).filter((mapping) => mapping.environment === environment);
  const of = (status: RoleMapping["status"]) => mappings.filter((mapping) => mapping.status === status).length;
  measure("MappingsInForce", of("active") + of("stale"));
  measure("MappingsUnused", mappings.filter((mapping) => isCandidate(mapping, scope)).length);
  measure("MappingsMarked", of("stale"));
  measure("MappingsPruned", of("pruned"));
  metrics.publishStoredMetrics();
}

function report(plan: PruningPlan, outcomes: readonly DecisionOutcome[], runId: string): void {
  const refused = plan.outcome === "refused";
  // The alarm watches it, and a sum of nothing would be no news to it.
  measure("PruningRefused", refused ? 1 : 0);
  if (refused) logger.error("pruning refused", { runId, reason: plan.reason, detail: plan.detail });
  else logger.info("role mappings reviewed", { runId, outcome: plan.outcome, ...countKinds(outcomes) });
}

/** @throws what made the run impossible: then nothing more is done, and the next day's run starts anew */
export async function prune(parts: PruneParts, { id }: Partial<ScheduledEvent>): Promise<void> {
  const { sources, means, scope, takeLease } = parts;
  const { now, environment, policy } = scope;
  if (!policy.enabled) {
    logger.info("pruning is not enabled");
    await measureMappings(parts);
    return;
  }
  const runId = ulid(now.getTime());
  const lease = await takeLease(id ?? runId, runId);
  if (!lease) {
    logger.warn("another run is under way, or this one was done before", { runId });
    return;
  }
  try {
    const plan = await planRun(sources, scope);
    const run = { runId, by: "prune-role-mappings", now, environment, policy, producer };
    report(plan, await carryOut(means, plan, run, scope), runId);
  } catch (error) {
    await lease.release();
    throw error;
  } finally {
    metrics.publishStoredMetrics();
  }
  await lease.complete();
  await measureMappings(parts);
}
