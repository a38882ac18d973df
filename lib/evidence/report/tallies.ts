/** The hours' counts, summed over a period. */
import { type Day, dayOf, type Hour, hoursBetween } from "../hours.ts";
import type { RoleUse } from "./access-review.ts";
import { type DayCounts, type HourCounts, type Numbers, noDay } from "./hour/count-hour.ts";
import { POPULATION_NAMES, type PopulationName } from "./populations.ts";
import type { Series } from "./report.ts";

const BY = ["byType", "byReason", "byRole", "reasonEvents"] as const;

export interface Tallies {
  join(counts: HourCounts): void;
  series(from: Hour, to: Hour, roles: readonly RoleUse[]): Series;
  readonly byPopulation: Readonly<Record<PopulationName, number>>;
  readonly counted: Readonly<Record<"byType" | "byReason" | "byRole", Numbers>>;
  readonly environments: ReadonlySet<string>;
  /** Attempts, not events. */
  readonly failures: number;
}

function addAll(sums: Map<string, number>, numbers: Numbers): void {
  for (const [key, count] of Object.entries(numbers)) sums.set(key, (sums.get(key) ?? 0) + count);
}

const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

export function createTallies(): Tallies {
  const byPopulation = Object.fromEntries(POPULATION_NAMES.map((name) => [name, 0])) as Record<PopulationName, number>;
  const sums = { byType: new Map(), byReason: new Map(), byRole: new Map(), reasonEvents: new Map() } as Record<
    (typeof BY)[number],
    Map<string, number>
  >;
  const days = new Map<Day, DayCounts>();
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, logins: 0, failures: 0 }));
  const providers = new Map<string, { logins: number; failures: number }>();
  const environments = new Set<string>();
  let failures = 0;

  return {
    byPopulation,
    environments,
    get failures() {
      return failures;
    },
    get counted() {
      const { byType, byReason, byRole } = sums;
      return {
        byType: Object.fromEntries(byType),
        byReason: Object.fromEntries(byReason),
        byRole: Object.fromEntries(byRole),
      };
    },
    join(counts) {
      for (const name of POPULATION_NAMES) byPopulation[name] += counts.byPopulation[name] ?? 0;
      for (const by of BY) addAll(sums[by], counts[by]);
      for (const environment of counts.environments) environments.add(environment);
      for (const [day, own] of Object.entries(counts.days)) {
        const known = days.get(day) ?? noDay();
        for (const kind of Object.keys(known) as (keyof DayCounts)[]) known[kind] += own[kind];
        days.set(day, known);
      }
      for (const [id, hour, logins, failed] of counts.attempts) {
        const provider = providers.get(id) ?? { logins: 0, failures: 0 };
        providers.set(id, provider);
        for (const each of [provider, hours[hour]]) {
          if (!each) continue;
          each.logins += logins;
          each.failures += failed;
        }
        failures += failed;
      }
    },
    series(from, to, roles) {
      for (const day of new Set(hoursBetween(from, to).map(dayOf))) if (!days.has(day)) days.set(day, noDay());
      const real = [...days].filter(([day]) => /^\d{4}-\d{2}-\d{2}$/.test(day));
      return {
        days: real.sort(([a], [b]) => byText(a, b)).map(([day, counts]) => ({ day, ...counts })),
        hoursOfDay: hours,
        reasons: [...sums.byReason]
          .map(([reason, attempts]) => ({ reason, events: sums.reasonEvents.get(reason) ?? 0, attempts }))
          .sort((a, b) => b.attempts - a.attempts || byText(a.reason, b.reason)),
        identityProviders: [...providers].sort(([a], [b]) => byText(a, b)).map(([id, counts]) => ({ id, ...counts })),
        roles: roles.toSorted((a, b) => b.grants - a.grants || byText(a.mappingId, b.mappingId)),
      };
    },
  };
}
