/** Weeks of use, losses, opt-outs and gaps, with a run of pruning each night; and what truly happened, for the properties. */
import { dayOf, daysAfter, daysBefore } from "../../../lib/roles/pruning/days.ts";
import { decide } from "../../../lib/roles/pruning/decide.ts";
import type { Decision, PruningPlan, PruningQuestion, SecondReading } from "../../../lib/roles/pruning/decision.ts";
import { periodStart } from "../../../lib/roles/pruning/judge.ts";
import type { PruningPolicy } from "../../../lib/roles/pruning/policy.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { aMapping, healthy, NOW } from "./mappings.ts";

/** What happens to a mapping on a day. Each use reaches both accounts of it, or is lost to one; in a gap, to both. */
export type Happening = "nothing" | "used" | "used-lost-to-table" | "used-lost-to-second" | "opt-out" | "protected";

export interface Day {
  readonly gap: boolean;
  readonly secondSourceDown: boolean;
  readonly happenings: readonly Happening[];
}

export interface History {
  readonly policy: PruningPolicy;
  /** The account of each mapping. */
  readonly accounts: readonly string[];
  readonly days: readonly Day[];
}

export interface Night {
  readonly now: Date;
  readonly before: readonly RoleMapping[];
  readonly after: readonly RoleMapping[];
  readonly plan: PruningPlan;
  /** Days on which each mapping was truly used. */
  readonly trueUses: ReadonlyMap<string, readonly Date[]>;
}

const START = daysBefore(NOW, 100);

function applied(mapping: RoleMapping, decision: Decision | undefined, now: Date): RoleMapping {
  const revision = mapping.revision + 1;
  switch (decision?.kind) {
    case "mark": {
      const stale = { markedAt: now.toISOString(), pruneAfter: decision.pruneAfter.toISOString() };
      return { ...mapping, status: "stale", stale, revision };
    }
    case "unmark":
      return { ...mapping, status: "active", stale: null, revision };
    case "prune":
      return { ...mapping, status: "pruned", stale: null, prunedAt: now.toISOString(), revision };
    case "restore":
      return { ...mapping, status: "active", prunedAt: null, restoredAt: now.toISOString(), revision };
    default:
      return mapping;
  }
}

function livedThrough(mapping: RoleMapping, happening: Happening, gap: boolean, noon: Date): RoleMapping {
  if (mapping.status === "pruned") return mapping;
  switch (happening) {
    case "used":
    case "used-lost-to-second":
      return gap ? mapping : { ...mapping, lastGrantedAt: noon.toISOString() };
    case "opt-out": {
      const until = daysAfter(noon, 3).toISOString();
      return { ...mapping, optOut: { reason: "a drill", until, by: "owner" }, revision: mapping.revision + 1 };
    }
    case "protected":
      return { ...mapping, protected: !mapping.protected, revision: mapping.revision + 1 };
    default:
      return mapping;
  }
}

export function* simulate({ policy, accounts, days }: History): Generator<Night> {
  const createdAt = START.toISOString();
  let mappings = accounts.map((account, index) =>
    aMapping(`m${index}`, { createdAt, iamRole: `arn:aws:iam::${account}:role/m${index}` }),
  );
  const trueUses = new Map<string, Date[]>(mappings.map(({ id }) => [id, []]));
  const seen = new Map<string, string[]>(mappings.map(({ id }) => [id, []]));
  const gaps: Date[] = [];
  for (const [index, day] of days.entries()) {
    const noon = daysAfter(START, index + 20);
    if (day.gap) gaps.push(noon);
    mappings = mappings.map((mapping, at) => {
      const happening = day.happenings[at % day.happenings.length] ?? "nothing";
      const used = happening.startsWith("used") && mapping.status !== "pruned";
      if (used) trueUses.get(mapping.id)?.push(noon);
      if (used && happening !== "used-lost-to-second" && !day.gap) seen.get(mapping.id)?.push(dayOf(noon));
      return livedThrough(mapping, happening, day.gap, noon);
    });
    const now = daysAfter(noon, 0.5);
    const reading = (id: string): SecondReading =>
      day.secondSourceDown
        ? { available: false, why: "down" }
        : {
            available: true,
            source: "archive",
            uses: (seen.get(id) ?? []).map((day) => ({ day, count: 1 })),
            since: daysBefore(START, 400),
          };
    const start = periodStart(mappings, { environment: "production", now, policy });
    const missing = gaps.filter((gap) => gap >= start).length;
    const question: PruningQuestion = {
      mappings,
      history: new Map(),
      secondReadings: new Map(mappings.map(({ id }) => [id, reading(id)])),
      health: healthy.map((each) => (each.check === "missing-hours" ? { ...each, gaps: missing } : each)),
      environment: "production",
      identityProviders: new Set(["okta"]),
      now,
      policy,
    };
    const plan = decide(question);
    const decisions = plan.outcome === "act" ? plan.decisions : [];
    const before = mappings;
    mappings = mappings.map((each) =>
      applied(
        each,
        decisions.find(({ mapping }) => mapping.id === each.id),
        now,
      ),
    );
    yield { now, before, after: mappings, plan, trueUses };
  }
}
