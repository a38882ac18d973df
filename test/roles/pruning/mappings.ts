/** A world in which everything speaks for pruning; each test takes one thing away. */
import { daysAfter, daysBefore } from "../../../lib/roles/pruning/days.ts";
import type {
  Decision,
  HealthReading,
  PruningPlan,
  PruningQuestion,
  SecondReading,
} from "../../../lib/roles/pruning/decision.ts";
import { type PruningPolicy, pruningSchema } from "../../../lib/roles/pruning/policy.ts";
import { newMapping, type RoleMapping } from "../../../lib/roles/role-mapping.ts";

export const NOW = new Date("2026-08-03T04:00:00.000Z");

export const ago = (days: number): string => daysBefore(NOW, days).toISOString();
export const ahead = (days: number): string => daysAfter(NOW, days).toISOString();

const ACCOUNT = "111122223333";

/** Half a year old and never used, in force. */
export function aMapping(id: string, given: Partial<RoleMapping> = {}): RoleMapping {
  const definition = {
    id,
    identityProvider: "okta",
    samlRole: id,
    environment: "production",
    iamRole: `arn:aws:iam::${ACCOUNT}:role/${id}`,
    owner: "owner@example.com",
    purpose: "a test",
    maximumSessionMinutes: 60,
    envelope: null,
    protected: false,
    optOut: null,
  };
  return { ...newMapping(definition, daysBefore(NOW, 180)), ...given };
}

/** Marked twenty days ago, and due since six. */
export function marked(id: string, given: Partial<RoleMapping> = {}): RoleMapping {
  return aMapping(id, { status: "stale", stale: { markedAt: ago(20), pruneAfter: ago(6) }, revision: 2, ...given });
}

/** Used today: nothing is ever decided against them, and they keep the account reachable. */
export const inUse = (count: number): RoleMapping[] =>
  Array.from({ length: count }, (_, index) => aMapping(`in-use-${index}`, { lastGrantedAt: ago(0.1) }));

export const silent: SecondReading = {
  available: true,
  source: "cloudwatch",
  uses: [],
  since: daysBefore(NOW, 455),
};

export const healthy: readonly HealthReading[] = (
  ["pending-events", "dead-letters", "missing-hours", "open-findings"] as const
).map((check) => ({ check, gaps: 0, detail: "none" }));

export function policyOf(given: Partial<PruningPolicy> = {}): PruningPolicy {
  return { ...pruningSchema.parse({}), dryRun: false, ...given };
}

/** Every mapping's second reading is the same silence, unless it is given. */
export function aQuestion(mappings: readonly RoleMapping[], given: Partial<PruningQuestion> = {}): PruningQuestion {
  return {
    mappings,
    secondReadings: new Map(mappings.map(({ id }) => [id, silent])),
    history: new Map(),
    health: healthy,
    environment: "production",
    identityProviders: new Set(["okta"]),
    now: NOW,
    policy: policyOf(),
    ...given,
  };
}

export function decisionsOf(plan: PruningPlan): readonly Decision[] {
  if (plan.outcome === "refused") throw new Error(`refused: ${plan.reason}: ${plan.detail}`);
  return plan.decisions;
}

export function decisionFor(plan: PruningPlan, id: string): Decision {
  const found = decisionsOf(plan).find(({ mapping }) => mapping.id === id);
  if (!found) throw new Error(`no decision for ${id}`);
  return found;
}

/** `kind` or `kind: safety`, in words short enough for a table. */
export function verdict(decision: Decision): string {
  return "safety" in decision ? `${decision.kind}: ${decision.safety}` : decision.kind;
}
