/** What a run of pruning decides, and from what. */
import type { RoleMapping } from "../role-mapping.ts";
import type { PruningPolicy } from "./policy.ts";
import type { Safety } from "./safeties.ts";

/** A UTC day (`yyyy-mm-dd`) with uses, and how many. */
export interface DayOfUse {
  readonly day: string;
  readonly count: number;
}

/** What a source other than the table knows of a mapping's use. */
export type SecondReading =
  | {
      readonly available: true;
      readonly source: "cloudwatch" | "archive";
      /** Days with a use, in order. */
      readonly uses: readonly DayOfUse[];
      /** From when on the source was asked and could answer. */
      readonly since: Date;
    }
  | { readonly available: false; readonly why: string };

/** A part of the pipeline whose gaps in the period would make use look like none. */
export type HealthCheck = "pending-events" | "dead-letters" | "missing-hours" | "open-findings";

export interface HealthReading {
  readonly check: HealthCheck;
  /** How many gaps; null where it could not be found out, which is a gap too. */
  readonly gaps: number | null;
  readonly detail: string;
}

export interface PruningQuestion {
  /** Every mapping there is, of any environment and status. */
  readonly mappings: readonly RoleMapping[];
  /** UTC days of use that the table's own history knows, by mapping id, in order. */
  readonly history: ReadonlyMap<string, readonly string[]>;
  /** By mapping id; one that is missing is not available. */
  readonly secondReadings: ReadonlyMap<string, SecondReading>;
  /** Of the pipeline since `periodStart` (judge.ts). */
  readonly health: readonly HealthReading[];
  /** The one this stage is for. */
  readonly environment: string;
  /** Ids of the identity providers through which people can come in. */
  readonly identityProviders: ReadonlySet<string>;
  readonly now: Date;
  readonly policy: PruningPolicy;
}

/** What a decision rests on. */
export interface DecisionEvidence {
  /** The last use that the table knows. */
  readonly lastUse: Date | null;
  /** Since when the table knows no use: the last one, or the mapping's beginning. */
  readonly unusedSince: Date | null;
  readonly second: SecondReading | null;
  /** Other mappings in force that lead to the same account, before this run. */
  readonly otherWaysIn: number;
}

interface Decided {
  readonly mapping: RoleMapping;
  readonly evidence: DecisionEvidence;
  /** In words, for people. */
  readonly detail: string;
}

export type Decision =
  | (Decided & { readonly kind: "mark"; readonly pruneAfter: Date })
  | (Decided & { readonly kind: "prune" })
  /** Takes the mark off, for the safety that the mapping now meets. */
  | (Decided & { readonly kind: "unmark"; readonly safety: Safety })
  /** Undoes a pruning that a use overtook. */
  | (Decided & { readonly kind: "restore"; readonly safety: Safety })
  | (Decided & { readonly kind: "keep"; readonly safety: Safety });

/** Why a run does nothing at all; the words of the event Role Mapping Pruning Refused. */
export type RefusalReason = HealthCheck | "evidence-unavailable" | "maximum-per-run" | "maximum-share";

interface Planned {
  readonly health: readonly HealthReading[];
  /** How many mappings grant in this environment, before the run. */
  readonly inForce: number;
  /** How many of them went unused by the table. */
  readonly candidates: number;
}

export type PruningPlan =
  | (Planned & { readonly outcome: "act" | "dry-run"; readonly decisions: readonly Decision[] })
  /** Does nothing at all. */
  | (Planned & {
      readonly outcome: "refused";
      readonly reason: RefusalReason;
      readonly detail: string;
      /** What the run would have done, had it not been refused; empty where that was not worked out. */
      readonly withheld: readonly Decision[];
    });
