/** What a run of pruning decides, in words and for programs; safe for a terminal. */
import { printable } from "../../lib/events/printable.ts";
import type { Decision, PruningPlan } from "../../lib/roles/pruning/decision.ts";
import { table } from "../demo/table.ts";

const ORDER: readonly Decision["kind"][] = ["prune", "mark", "unmark", "restore", "keep"];

export interface Reviewed {
  readonly decision: Decision;
  /** What became of it, where it was carried out. */
  readonly outcome: string | null;
}

const inOrder = (each: readonly Reviewed[]): readonly Reviewed[] =>
  [...each].sort((a, b) => ORDER.indexOf(a.decision.kind) - ORDER.indexOf(b.decision.kind));

function secondOf({ evidence: { second } }: Decision): string {
  if (!second) return "";
  if (!second.available) return "unavailable";
  return `${second.source}: ${second.uses.at(-1)?.day ?? "never"}`;
}

function cells({ decision, outcome }: Reviewed): readonly string[] {
  const { mapping, evidence, kind, detail } = decision;
  return [
    outcome === "changed-meanwhile" ? `${kind}: changed meanwhile` : kind,
    mapping.id,
    "safety" in decision ? decision.safety : "",
    evidence.lastUse?.toISOString().slice(0, 10) ?? "never",
    secondOf(decision),
    printable(mapping.owner, 40),
    printable(detail, 120),
  ];
}

const HEAD = ["decision", "mapping", "safety", "last use", "second source", "owner", "why"];

function describeHealth({ health }: PruningPlan): readonly string[] {
  return health.map(({ check, gaps, detail }) => `${gaps === 0 ? "ok  " : "GAP "} ${check}: ${printable(detail, 300)}`);
}

export function describeReview(plan: PruningPlan, reviewed: readonly Reviewed[]): readonly string[] {
  const rows = inOrder(reviewed).map(cells);
  return [...describeHealth(plan), rows.length > 0 ? table(HEAD, rows) : "no mapping of this environment is in force"];
}

export function reviewAsJson(plan: PruningPlan, reviewed: readonly Reviewed[]): object {
  const { outcome, health, inForce, candidates } = plan;
  return {
    outcome,
    ...(plan.outcome === "refused" ? { reason: plan.reason, detail: plan.detail } : {}),
    inForce,
    candidates,
    health,
    decisions: inOrder(reviewed).map(({ decision, outcome: became }) => ({
      mappingId: decision.mapping.id,
      decision: decision.kind,
      safety: "safety" in decision ? decision.safety : null,
      detail: decision.detail,
      evidence: decision.evidence,
      outcome: became,
    })),
  };
}
