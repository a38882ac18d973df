/** Marks and prunes what went unused, as far as the other mappings allow. */
import { brokenCap } from "./caps.ts";
import { daysAfter } from "./days.ts";
import type { Decision, PruningQuestion } from "./decision.ts";
import { waitsUntil } from "./findings.ts";
import type { Candidate } from "./judge.ts";
import { inForce, type WaysIn } from "./ways-in.ts";

/** Those that went unused for longest come first; ids settle the rest, so that the order of the table never matters. */
export function byUnusedSince(a: Candidate, b: Candidate): number {
  const difference = (a.evidence.unusedSince?.getTime() ?? 0) - (b.evidence.unusedSince?.getTime() ?? 0);
  return difference || (a.mapping.id < b.mapping.id ? -1 : 1);
}

const LAST_WAY_IN = "no other mapping in force leads to its account";

/** Prunes what was marked and has waited, but never the last way in to an account. */
export function settleMarked({ mapping, evidence }: Candidate, question: PruningQuestion, waysIn: WaysIn): Decision {
  const { stale } = mapping;
  const until = stale ? waitsUntil(stale, question.policy.waitDays) : null;
  if (until === null || question.now < until) {
    const detail = until === null ? "it was never marked" : `it is announced, and waits until ${until.toISOString()}`;
    return { kind: "keep", mapping, evidence, safety: "waiting-time", detail };
  }
  if (waysIn.besides(mapping) === 0) {
    return { kind: "keep", mapping, evidence, safety: "last-way-in", detail: LAST_WAY_IN };
  }
  waysIn.close(mapping);
  const since = evidence.unusedSince?.toISOString().slice(0, 10);
  return { kind: "prune", mapping, evidence, detail: `unused since ${since}, marked at ${stale?.markedAt}` };
}

/**
 * Marks what went unused, no more at a time than one run may prune: so whatever runs are missed, no later run finds more
 * due than its caps allow.
 */
export function markSome(candidates: readonly Candidate[], question: PruningQuestion, waysIn: WaysIn): Decision[] {
  const { mappings, environment, now, policy } = question;
  const here = mappings.filter((mapping) => inForce(mapping, environment));
  let marked = here.filter(({ status }) => status === "stale").length;
  const pruneAfter = daysAfter(now, policy.waitDays);
  return candidates.map(({ mapping, evidence }): Decision => {
    if (waysIn.besides(mapping) === 0) {
      return { kind: "keep", mapping, evidence, safety: "last-way-in", detail: LAST_WAY_IN };
    }
    const cap = brokenCap(marked + 1, here.length, policy);
    if (cap) {
      const detail = `${marked} of ${here.length} are marked already: it takes its turn after them`;
      return { kind: "keep", mapping, evidence, safety: cap, detail };
    }
    marked += 1;
    waysIn.close(mapping);
    const since = evidence.unusedSince?.toISOString().slice(0, 10);
    return { kind: "mark", mapping, evidence, pruneAfter, detail: `unused since ${since}` };
  });
}
