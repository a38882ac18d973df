/** What is counted while an hour's events go by: series for charts, and the numbers that the seal's own are held against. */
import { countedFacts } from "../../event-facts.ts";
import type { Day } from "../../hours.ts";
import { isOf } from "../criterion.ts";
import type { PopulationName } from "../populations.ts";
import type { Series } from "../report.ts";
import type { SeenEvent } from "../sealed-events.ts";

export type DayCounts = Omit<Series["days"][number], "day">;
type Kind = keyof DayCounts;

export type Numbers = Readonly<Record<string, number>>;

/** Of one hour, as JSON has it; what is not named is none. */
export interface HourCounts {
  readonly byPopulation: Numbers;
  /** By the rules by which seals count. */
  readonly byType: Numbers;
  /** Attempts. */
  readonly byReason: Numbers;
  readonly byRole: Numbers;
  /** Events, which may stand for many attempts. */
  readonly reasonEvents: Numbers;
  readonly environments: readonly string[];
  /** By day of occurrence. */
  readonly days: Readonly<Record<Day, DayCounts>>;
  /** By identity provider and hour of the day of occurrence. */
  readonly attempts: readonly (readonly [provider: string, hour: number, logins: number, failures: number])[];
}

/** What a population counts as in the series of days. */
const KINDS: Partial<Record<PopulationName, Kind>> = {
  grants: "grants",
  credentials: "credentials",
  "mapping-changes": "changes",
  prunes: "changes",
  "guard-changes": "changes",
  alarms: "alarms",
};

export const noDay = (): DayCounts => ({ logins: 0, failures: 0, grants: 0, credentials: 0, changes: 0, alarms: 0 });

class Tally {
  readonly #counts = new Map<string, number>();

  add(key: string, count = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }
  get numbers(): Numbers {
    return Object.fromEntries(this.#counts);
  }
}

export interface HourCounter {
  see(population: PopulationName, sealed: SeenEvent): void;
  finish(): HourCounts;
}

export function countHour(): HourCounter {
  const [byPopulation, byType, byReason, byRole, reasonEvents] = [
    new Tally(),
    new Tally(),
    new Tally(),
    new Tally(),
    new Tally(),
  ];
  const environments = new Set<string>();
  const days = new Map<Day, DayCounts>();
  const attempts = new Map<string, [provider: string, hour: number, logins: number, failures: number]>();

  function attempt(isLogin: boolean, provider: string, occurredAt: string, count: number): void {
    const hour = Number(occurredAt.slice(11, 13));
    const known = attempts.get(`${hour} ${provider}`) ?? [provider, hour, 0, 0];
    known[isLogin ? 2 : 3] += count;
    attempts.set(`${hour} ${provider}`, known);
  }

  return {
    see(population, { event }) {
      const { occurredAt, environment } = event.metadata;
      byPopulation.add(population);
      if (environment) environments.add(environment);
      const name = occurredAt.slice(0, 10);
      const day = days.get(name) ?? noDay();
      days.set(name, day);
      const kind = KINDS[population];
      if (kind) day[kind] += 1;
      const facts = countedFacts(event);
      byType.add(facts.type);
      for (const role of facts.roles) byRole.add(role);
      if (isOf(event, "Login Succeeded")) {
        day.logins += 1;
        attempt(true, facts.identityProvider ?? "unknown", occurredAt, 1);
      } else if (facts.reason !== null) {
        day.failures += facts.attempts;
        byReason.add(facts.reason, facts.attempts);
        reasonEvents.add(facts.reason);
        attempt(false, facts.identityProvider ?? "unknown", occurredAt, facts.attempts);
      }
    },
    finish: () => ({
      byPopulation: byPopulation.numbers,
      byType: byType.numbers,
      byReason: byReason.numbers,
      byRole: byRole.numbers,
      reasonEvents: reasonEvents.numbers,
      environments: [...environments],
      days: Object.fromEntries(days),
      attempts: [...attempts.values()],
    }),
  };
}
