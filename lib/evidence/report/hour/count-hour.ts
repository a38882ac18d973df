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
  /** Boxes, so that a key which is there is looked up once. */
  readonly #counts = new Map<string, { count: number }>();

  add(key: string, count = 1): void {
    const known = this.#counts.get(key);
    if (known) known.count += count;
    else this.#counts.set(key, { count });
  }
  get numbers(): Numbers {
    return Object.fromEntries(Array.from(this.#counts, ([key, { count }]) => [key, count]));
  }
}

type Attempts = [provider: string, hour: number, logins: number, failures: number];

/** A class, as all that every event comes by: functions made anew each hour are compiled anew as often. */
export class HourCounter {
  readonly #byPopulation = new Tally();
  readonly #byType = new Tally();
  readonly #byReason = new Tally();
  readonly #byRole = new Tally();
  readonly #reasonEvents = new Tally();
  readonly #environments = new Set<string>();
  readonly #days = new Map<Day, DayCounts>();
  readonly #attempts = new Map<string, Attempts>();
  #last: Attempts | null = null;

  #attemptsOf(provider: string, hour: number): Attempts {
    // Nearly always those of the event before.
    if (this.#last && this.#last[0] === provider && this.#last[1] === hour) return this.#last;
    const own = this.#attempts.get(`${hour} ${provider}`) ?? [provider, hour, 0, 0];
    this.#attempts.set(`${hour} ${provider}`, own);
    this.#last = own;
    return own;
  }
  #attempt(isLogin: boolean, provider: string | null, occurredAt: string, count: number): void {
    this.#attemptsOf(provider ?? "unknown", Number(occurredAt.slice(11, 13)))[isLogin ? 2 : 3] += count;
  }
  #dayOf(occurredAt: string): DayCounts {
    const name = occurredAt.slice(0, 10);
    const known = this.#days.get(name);
    if (known) return known;
    const day = noDay();
    this.#days.set(name, day);
    return day;
  }

  see(population: PopulationName, { event }: SeenEvent): void {
    const { occurredAt, environment } = event.metadata;
    this.#byPopulation.add(population);
    if (environment) this.#environments.add(environment);
    const day = this.#dayOf(occurredAt);
    const kind = KINDS[population];
    if (kind) day[kind] += 1;
    const facts = countedFacts(event);
    this.#byType.add(facts.type);
    for (const role of facts.roles) this.#byRole.add(role);
    if (isOf(event, "Login Succeeded")) {
      day.logins += 1;
      this.#attempt(true, facts.identityProvider, occurredAt, 1);
    } else if (facts.reason !== null) {
      day.failures += facts.attempts;
      this.#byReason.add(facts.reason, facts.attempts);
      this.#reasonEvents.add(facts.reason);
      this.#attempt(false, facts.identityProvider, occurredAt, facts.attempts);
    }
  }
  finish(): HourCounts {
    return {
      byPopulation: this.#byPopulation.numbers,
      byType: this.#byType.numbers,
      byReason: this.#byReason.numbers,
      byRole: this.#byRole.numbers,
      reasonEvents: this.#reasonEvents.numbers,
      environments: [...this.#environments],
      days: Object.fromEntries(this.#days),
      attempts: [...this.#attempts.values()],
    };
  }
}
