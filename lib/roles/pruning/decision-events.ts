/** Decisions as events, each with what it was decided on. */
import type * as z from "zod";
import type { TrailEvent } from "../../events/catalogue.ts";
import { createEvent } from "../../events/create-event.ts";
import { printable } from "../../events/printable.ts";
import type { Producer } from "../../events/producer.ts";
import type { pruningEvidence } from "../../events/role-fields.ts";
import { roleMappingMarkedStale } from "../../events/role-mapping-marked-stale.ts";
import { roleMappingPruned } from "../../events/role-mapping-pruned.ts";
import { roleMappingPruningRefused } from "../../events/role-mapping-pruning-refused.ts";
import { roleMappingRestored } from "../../events/role-mapping-restored.ts";
import { roleMappingUnmarked } from "../../events/role-mapping-unmarked.ts";
import { referenceOf } from "../event-fields.ts";
import type { RoleMapping } from "../role-mapping.ts";
import { dayOf, daysBefore, daysBetween, startOfDay } from "./days.ts";
import type { Decision, DecisionEvidence, PruningPlan } from "./decision.ts";
import { lastUseOf } from "./findings.ts";
import type { PruningPolicy } from "./policy.ts";

export interface PruningRun {
  /** ULID: all the run's events share it. */
  readonly runId: string;
  /** `prune-role-mappings`, or whoever gave the command. */
  readonly by: string;
  readonly now: Date;
  readonly environment: string;
  readonly policy: PruningPolicy;
  readonly producer: Producer;
}

export const originOf = ({ runId, now, environment, producer }: PruningRun) => ({
  occurredAt: now,
  correlationId: runId,
  attemptId: runId,
  environment,
  producer,
});

/** The policy as events tell it. */
export function policyOf({ minimumAgeDays, unusedDays, waitDays, maximumPerRun, maximumShare, dryRun }: PruningPolicy) {
  return { minimumAgeDays, unusedDays, waitDays, maximumPerRun, maximumShare, dryRun };
}

function secondSourceOf({ second }: DecisionEvidence, { now, policy }: PruningRun) {
  if (!second?.available) return null;
  const from = startOfDay(dayOf(daysBefore(now, policy.unusedDays)));
  const within = second.uses.filter(({ day }) => day >= dayOf(from));
  const last = second.uses.at(-1);
  return {
    kind: second.source,
    from: from.toISOString(),
    to: now.toISOString(),
    grants: within.reduce((sum, { count }) => sum + count, 0),
    lastGrantedAt: last ? startOfDay(last.day).toISOString() : null,
  };
}

function evidenceOf(
  mapping: RoleMapping,
  evidence: DecisionEvidence,
  run: PruningRun,
): z.input<typeof pruningEvidence> {
  const { createdAt, lastGrantedAt, lastUsedAt, optOut } = mapping;
  const { now, policy } = run;
  const days = (since: Date | null) => since && Math.max(0, daysBetween(since, now));
  return {
    decidedAt: now.toISOString(),
    createdAt,
    ageDays: days(createdAt === null ? null : new Date(createdAt)),
    lastGrantedAt,
    lastUsedAt,
    unusedDays: days(lastUseOf(mapping)),
    secondSource: secondSourceOf(evidence, run),
    protected: mapping.protected,
    optOut,
    policy: policyOf(policy),
  };
}

/** Why a mark went: who used it comes from the table or from the second source; otherwise it is the file that says so. */
function unmarkedBy({ mapping, evidence, safety }: Extract<Decision, { kind: "unmark" }>, by: string) {
  const { lastGrantedAt, lastUsedAt, optOut } = mapping;
  if (safety === "protected") return { cause: "protected", usedAt: null, by } as const;
  if (safety === "opt-out") return { cause: "opt-out", usedAt: null, by: optOut?.by ?? by } as const;
  if (safety === "minimum-age") return { cause: "operator", usedAt: null, by } as const;
  const second = evidence.second?.available ? evidence.second.uses.at(-1) : undefined;
  if (second) return { cause: "second-source", usedAt: startOfDay(second.day).toISOString(), by: null } as const;
  const used = lastUsedAt !== null && (lastGrantedAt === null || lastUsedAt > lastGrantedAt);
  return { cause: used ? "used" : "granted", usedAt: used ? lastUsedAt : lastGrantedAt, by: null } as const;
}

type Change = Exclude<Decision, { kind: "keep" }>;

/**
 * The event of a decision that changes its mapping; it speaks of the revision after the change.
 * @param refused how many logins a mapping that is restored was withheld from
 */
export function changeEvent(decision: Change, run: PruningRun, refused = 0): TrailEvent {
  const { mapping, evidence, detail } = decision;
  const origin = originOf(run);
  const { runId, by, now } = run;
  const common = { mapping: referenceOf(mapping), revision: mapping.revision + 1 };
  const markedAt = mapping.stale?.markedAt ?? now.toISOString();
  switch (decision.kind) {
    case "mark":
      return createEvent(roleMappingMarkedStale, origin, {
        ...common,
        runId,
        owner: mapping.owner,
        markedAt: now.toISOString(),
        pruneAfter: decision.pruneAfter.toISOString(),
        evidence: evidenceOf(mapping, evidence, run),
      });
    case "prune":
      return createEvent(roleMappingPruned, origin, {
        ...common,
        runId,
        owner: mapping.owner,
        markedAt,
        prunedAt: now.toISOString(),
        evidence: evidenceOf(mapping, evidence, run),
      });
    case "unmark":
      return createEvent(roleMappingUnmarked, origin, {
        ...common,
        markedAt,
        subject: null,
        ...unmarkedBy(decision, by),
      });
    case "restore":
      return createEvent(roleMappingRestored, origin, {
        ...common,
        prunedAt: mapping.prunedAt ?? now.toISOString(),
        restoredAt: now.toISOString(),
        through: "use",
        requestedBy: null,
        by,
        why: printable(detail, 512),
        wouldHaveMatched: { lastAt: mapping.lastWouldHaveMatchedAt, count: refused },
      });
  }
}

export type SparedReason = "sources-disagree" | "last-way-in" | "yearly-use" | "changed-meanwhile";

/** One mapping was due, and was spared. */
export function sparedEvent(
  decision: Decision,
  reason: SparedReason,
  detail: string,
  { candidates, inForce: mappings }: PruningPlan,
  run: PruningRun,
): TrailEvent {
  const { mapping, evidence } = decision;
  return createEvent(roleMappingPruningRefused, originOf(run), {
    runId: run.runId,
    scope: "mapping",
    reason,
    detail: printable(detail, 512),
    observed: [],
    mapping: referenceOf(mapping),
    evidence: evidenceOf(mapping, evidence, run),
    candidates,
    mappings,
    policy: policyOf(run.policy),
  });
}
