/** Decides what becomes of each mapping, from what was read before: nothing here asks, writes or knows the time. */
import { brokenCap } from "./caps.ts";
import type { Decision, HealthReading, PruningPlan, PruningQuestion, RefusalReason } from "./decision.ts";
import { isCandidate, judge } from "./judge.ts";
import { byUnusedSince, markSome, settleMarked } from "./take-away.ts";
import { inForce, WaysIn } from "./ways-in.ts";

function gapRefusal(health: readonly HealthReading[]): { reason: RefusalReason; detail: string } | null {
  const gap = health.find(({ gaps }) => gaps !== 0);
  if (!gap) return null;
  return { reason: gap.gaps === null ? "evidence-unavailable" : gap.check, detail: gap.detail };
}

function capRefusal(decisions: readonly Decision[], total: number, { policy }: PruningQuestion) {
  const pruned = decisions.filter(({ kind }) => kind === "prune").length;
  const cap = brokenCap(pruned, total, policy);
  if (!cap) return null;
  const reason: RefusalReason = cap === "cap-by-number" ? "maximum-per-run" : "maximum-share";
  return { reason, detail: `${pruned} of ${total} mappings in force were due to be pruned at once` };
}

const byMappingId = (a: Decision, b: Decision): number =>
  a.mapping.id < b.mapping.id ? -1 : Number(a.mapping.id > b.mapping.id);

/**
 * The whole run, or why it does nothing at all. Where nothing is up for marking or pruning, the pipeline's health does not
 * matter: a young installation without a past is not refused for the past that it lacks.
 * @returns decisions by mapping id; pruned and retired mappings have none, unless one is to be restored
 */
export function decide(question: PruningQuestion): PruningPlan {
  const { health, policy, mappings, environment } = question;
  const total = mappings.filter((mapping) => inForce(mapping, environment)).length;
  const up = mappings.filter((mapping) => isCandidate(mapping, question)).length;
  const gap = up > 0 ? gapRefusal(health) : null;
  if (gap) return { outcome: "refused", ...gap, health, inForce: total, candidates: up, withheld: [] };

  const waysIn = new WaysIn(question);
  const judged = mappings.flatMap((mapping) => judge(mapping, question, waysIn) ?? []);
  const decided = judged.flatMap((each) => (each.kind === "decided" ? [each.decision] : []));
  const candidates = judged.filter((each) => each.kind === "candidate").sort(byUnusedSince);
  const marked = candidates.filter(({ mapping }) => mapping.status === "stale");
  const settled = marked.map((candidate) => settleMarked(candidate, question, waysIn));
  // What is already announced is as good as closed for what is to be announced now.
  for (const { mapping } of marked) waysIn.close(mapping);
  const unmarked = candidates.filter(({ mapping }) => mapping.status === "active");
  const decisions = [...decided, ...settled, ...markSome(unmarked, question, waysIn)].sort(byMappingId);

  const cap = capRefusal(decisions, total, question);
  if (cap) return { outcome: "refused", ...cap, health, inForce: total, candidates: up, withheld: decisions };
  return { outcome: policy.dryRun ? "dry-run" : "act", health, inForce: total, candidates: up, decisions };
}
