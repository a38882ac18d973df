/** What a report counts while the events go by: series for charts, and the numbers that the seals' own are held against. */
import { factsOf } from "../event-facts.ts";
import { type Day, dayOf, type Hour, hoursBetween } from "../hours.ts";
import { isOf } from "./criterion.ts";
import { POPULATION_NAMES, type PopulationName } from "./populations.ts";
import type { Series } from "./report.ts";
import type { SealedEvent } from "./sealed-events.ts";

type DayCounts = Omit<Series["days"][number], "day">;
type Kind = keyof DayCounts;

/** What a population counts as in the series of days. */
const KINDS: Partial<Record<PopulationName, Kind>> = {
  grants: "grants",
  credentials: "credentials",
  "mapping-changes": "changes",
  prunes: "changes",
  "guard-changes": "changes",
  alarms: "alarms",
};

interface Role {
  samlRole: string;
  iamRole: string;
  grants: number;
  credentials: number;
  readonly persons: Set<string>;
}

export interface Tallies {
  see(population: PopulationName, sealed: SealedEvent): void;
  series(from: Hour, to: Hour): Series;
  readonly byPopulation: Readonly<Record<PopulationName, number>>;
  readonly counted: Readonly<Record<"byType" | "byReason" | "byRole", Readonly<Record<string, number>>>>;
  readonly environments: ReadonlySet<string>;
  /** Attempts, not events. */
  readonly failures: number;
}

const noDay = (): DayCounts => ({ logins: 0, failures: 0, grants: 0, credentials: 0, changes: 0, alarms: 0 });

function add(tally: Map<string, number>, key: string, count = 1): void {
  tally.set(key, (tally.get(key) ?? 0) + count);
}

export function createTallies(): Tallies {
  const byPopulation = Object.fromEntries(POPULATION_NAMES.map((name) => [name, 0])) as Record<PopulationName, number>;
  const [byType, byReason, reasonEvents, byRole] = Array.from({ length: 4 }, () => new Map<string, number>()) as [
    Map<string, number>,
    Map<string, number>,
    Map<string, number>,
    Map<string, number>,
  ];
  const days = new Map<Day, DayCounts>();
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, logins: 0, failures: 0 }));
  const providers = new Map<string, { logins: number; failures: number }>();
  const roles = new Map<string, Role>();
  const environments = new Set<string>();
  let failures = 0;

  function roleOf(mappingId: string): Role {
    const known = roles.get(mappingId);
    const role = known ?? { samlRole: "", iamRole: "", grants: 0, credentials: 0, persons: new Set<string>() };
    if (!known) roles.set(mappingId, role);
    return role;
  }

  function attempt(kind: "logins" | "failures", provider: string, occurredAt: string, count: number): void {
    const known = providers.get(provider) ?? { logins: 0, failures: 0 };
    known[kind] += count;
    providers.set(provider, known);
    const hour = hours[Number(occurredAt.slice(11, 13))];
    if (hour) hour[kind] += count;
  }

  return {
    byPopulation,
    environments,
    get failures() {
      return failures;
    },
    get counted() {
      const records = [byType, byReason, byRole].map((tally) => Object.fromEntries(tally));
      return { byType: records[0] ?? {}, byReason: records[1] ?? {}, byRole: records[2] ?? {} };
    },
    see(population, sealed) {
      const { event } = sealed;
      const { occurredAt, environment } = event.metadata;
      byPopulation[population] += 1;
      if (environment) environments.add(environment);
      const day = days.get(occurredAt.slice(0, 10)) ?? noDay();
      days.set(occurredAt.slice(0, 10), day);
      const kind = KINDS[population];
      if (kind) day[kind] += 1;
      // The rules by which seals count.
      const facts = factsOf(event, sealed.leaf);
      add(byType, facts.type);
      for (const role of facts.roles) add(byRole, role);
      if (facts.type === "Login Succeeded") {
        day.logins += 1;
        attempt("logins", facts.identityProvider ?? "unknown", occurredAt, 1);
      } else if (facts.reason !== null) {
        failures += facts.attempts;
        day.failures += facts.attempts;
        add(byReason, facts.reason, facts.attempts);
        add(reasonEvents, facts.reason);
        attempt("failures", facts.identityProvider ?? "unknown", occurredAt, facts.attempts);
      }
      if (isOf(event, "Roles Mapped")) {
        for (const { mappingId, samlRole, iamRole } of event.data.granted) {
          const role = roleOf(mappingId);
          Object.assign(role, { samlRole, iamRole, grants: role.grants + 1 });
          role.persons.add(event.data.subject);
        }
      } else if (isOf(event, "Role Credentials Issued")) roleOf(event.data.mapping.id).credentials += 1;
    },
    series(from, to) {
      for (const day of new Set(hoursBetween(from, to).map(dayOf))) if (!days.has(day)) days.set(day, noDay());
      const real = [...days].filter(([day]) => /^\d{4}-\d{2}-\d{2}$/.test(day));
      const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
      return {
        days: real.sort(([a], [b]) => byText(a, b)).map(([day, counts]) => ({ day, ...counts })),
        hoursOfDay: hours,
        reasons: [...byReason]
          .map(([reason, attempts]) => ({ reason, events: reasonEvents.get(reason) ?? 0, attempts }))
          .sort((a, b) => b.attempts - a.attempts || byText(a.reason, b.reason)),
        identityProviders: [...providers].sort(([a], [b]) => byText(a, b)).map(([id, counts]) => ({ id, ...counts })),
        roles: [...roles]
          .map(([mappingId, { persons, ...role }]) => ({ mappingId, ...role, persons: persons.size }))
          .sort((a, b) => b.grants - a.grants || byText(a.mappingId, b.mappingId)),
      };
    },
  };
}
