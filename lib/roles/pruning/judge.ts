/** Judges each mapping by itself. */
import type { RoleMapping } from "../role-mapping.ts";
import { daysBefore, latest } from "./days.ts";
import type { Decision, DecisionEvidence, PruningQuestion } from "./decision.ts";
import { beginningOf, type Finding, lastUseOf, secondFinding, tableFinding } from "./findings.ts";
import { inForce, type WaysIn } from "./ways-in.ts";

/** Unused by every account: only the other mappings can still keep it. */
export interface Candidate {
  readonly kind: "candidate";
  readonly mapping: RoleMapping;
  readonly evidence: DecisionEvidence;
}

type Judged = Candidate | { readonly kind: "decided"; readonly decision: Decision };

/** Whether the mapping went unused by the table, and so the other sources have to be asked. */
export function isCandidate(mapping: RoleMapping, question: Pick<PruningQuestion, "environment" | "now" | "policy">) {
  return inForce(mapping, question.environment) && tableFinding(mapping, question) === null;
}

/**
 * From when on use must be known: the unused period, and the time since the oldest mark that a candidate bears, which is
 * longer where a run was missed or refused.
 */
export function periodStart(
  mappings: readonly RoleMapping[],
  question: Pick<PruningQuestion, "environment" | "now" | "policy">,
): Date {
  const marks = mappings.flatMap((mapping) => (mapping.stale && isCandidate(mapping, question) ? mapping.stale : []));
  const starts = [
    daysBefore(question.now, question.policy.unusedDays),
    ...marks.map(({ markedAt }) => new Date(markedAt)),
  ];
  return new Date(Math.min(...starts.map((start) => start.getTime())));
}

/** A login that was under way when its mapping was pruned: its use is recorded after the pruning. */
function overtaken(mapping: RoleMapping, { environment, policy }: PruningQuestion): boolean {
  const { status, prunedAt } = mapping;
  const lastUse = lastUseOf(mapping);
  if (mapping.environment !== environment || status !== "pruned" || prunedAt === null || lastUse === null) return false;
  // A use as young as that would have kept it from being pruned, had it been known.
  return lastUse > daysBefore(new Date(prunedAt), Math.min(policy.waitDays, policy.unusedDays));
}

function sparedBy(mapping: RoleMapping, evidence: DecisionEvidence, { safety, detail, voidsMark }: Finding): Decision {
  const unmarked = mapping.status === "stale" && voidsMark;
  return { kind: unmarked ? "unmark" : "keep", mapping, evidence, safety, detail };
}

/** @returns null for a mapping that is out of force and stays so */
export function judge(mapping: RoleMapping, question: PruningQuestion, waysIn: WaysIn): Judged | null {
  const lastUse = lastUseOf(mapping);
  const beginning = beginningOf(mapping);
  const evidence: DecisionEvidence = {
    lastUse,
    unusedSince: latest(beginning?.toISOString() ?? null, lastUse?.toISOString() ?? null),
    second: null,
    otherWaysIn: waysIn.besides(mapping),
  };
  if (overtaken(mapping, question)) {
    const detail = `a use at ${lastUse?.toISOString()} was recorded after it was pruned`;
    return { kind: "decided", decision: { kind: "restore", mapping, evidence, safety: "used-while-marked", detail } };
  }
  if (mapping.status === "pruned" || mapping.status === "retired") return null;
  const finding = tableFinding(mapping, question);
  if (finding) return { kind: "decided", decision: sparedBy(mapping, evidence, finding) };
  const second = question.secondReadings.get(mapping.id);
  const heard = { ...evidence, second: second ?? null };
  const doubt = secondFinding(mapping, second, question);
  if (!doubt) return { kind: "candidate", mapping, evidence: heard };
  return { kind: "decided", decision: sparedBy(mapping, heard, doubt) };
}
