/** What one event adds to the metrics. */
import type * as z from "zod";
import type { archiveSealed } from "../events/archive-sealed.ts";
import type {
  LoginFailed,
  LoginSucceeded,
  RoleCredentialsIssued,
  RolesMapped,
  TrailEvent,
} from "../events/catalogue.ts";
import type { roleAssumptionUnmatched } from "../events/role-assumption-unmatched.ts";
import type { roleCredentialsRefused } from "../events/role-credentials-refused.ts";
import { isServiceFault } from "../events/vocabulary.ts";
import { type DimensionOf, type MetricName, UNKNOWN_PROVIDER } from "./definitions.ts";
import type { Firsts } from "./first-sightings.ts";
import type { RoleDimension } from "./role-dimension.ts";

/** A value that was seen so often. */
export interface Sample {
  readonly metric: MetricName;
  readonly dimensions: Readonly<Record<string, string>>;
  /** The minute it counts for. */
  readonly at: Date;
  readonly value: number;
  readonly count: number;
}

export interface Counting {
  readonly now: Date;
  readonly roleOf: RoleDimension;
  readonly firsts: Firsts;
}

type ArchiveSealed = z.infer<typeof archiveSealed.detail>;
type RoleAssumptionUnmatched = z.infer<typeof roleAssumptionUnmatched.detail>;
type RoleCredentialsRefused = z.infer<typeof roleCredentialsRefused.detail>;

const MINUTE = 60_000;

/** PutMetricData takes data from two weeks ago to two hours ahead. */
const OLDEST_MILLISECONDS = 14 * 24 * 60 * MINUTE;
const LATEST_MILLISECONDS = 120 * MINUTE;

const minuteOf = (instant: Date): Date => new Date(Math.floor(instant.getTime() / MINUTE) * MINUTE);

type Count = <Name extends MetricName>(
  metric: Name,
  dimensions: Record<Exclude<DimensionOf<Name>, "Environment">, string>,
  count?: number,
  value?: number,
) => Sample;

type StepTimes = LoginSucceeded["data"]["steps"];

/** No steps, no latency: the event stands for a flood of attempts. */
function latency(count: Count, outcome: string, steps: StepTimes): readonly Sample[] {
  const milliseconds = steps.reduce((sum, { ms }) => sum + ms, 0);
  const tenths = Math.round(milliseconds * 10) / 10;
  return steps.length > 0 ? [count("LoginLatency", { Outcome: outcome }, 1, tenths)] : [];
}

function ofSuccess({ data }: LoginSucceeded, count: Count): readonly Sample[] {
  return [
    count("LoginAttempts", { Outcome: "succeeded" }),
    count("Logins", { IdentityProvider: data.identityProvider.id, Outcome: "succeeded" }),
    count("LoginFaults", {}, 1, 0),
    ...latency(count, "succeeded", data.steps),
  ];
}

function ofFailure({ data }: LoginFailed, count: Count): readonly Sample[] {
  const IdentityProvider = data.identityProvider?.id ?? UNKNOWN_PROVIDER;
  return [
    count("LoginAttempts", { Outcome: "failed" }, data.count),
    count("Logins", { IdentityProvider, Outcome: "failed" }, data.count),
    count("LoginFailures", { Reason: data.reason, IdentityProvider }, data.count),
    ...(isServiceFault(data.reason) ? [count("LoginFaults", {}, data.count)] : []),
    ...latency(count, "failed", data.steps),
  ];
}

function ofRoles({ data }: RolesMapped, count: Count, roleOf: RoleDimension): readonly Sample[] {
  return [
    ...data.granted.map(({ mappingId }) => count("RolesGranted", { Role: roleOf(mappingId) })),
    ...data.refused.map(({ reason }) => count("RolesRefused", { Reason: reason })),
  ];
}

function ofSeal({ data }: ArchiveSealed, count: Count): readonly Sample[] {
  return [count("HoursSealed", {}), count("SealedEvents", {}, 1, data.events), count("SequenceGaps", {}, 1, data.gaps)];
}

/** Late ones may still find their other half. */
function ofUnmatched({ data }: RoleAssumptionUnmatched, count: Count): readonly Sample[] {
  return data.stage === "final" ? [count("UnmatchedAssumptions", { Direction: data.direction })] : [];
}

/** What the event's type has to say of its own. */
function ofType(event: TrailEvent, count: Count, roleOf: RoleDimension): readonly Sample[] {
  switch (event.metadata.type) {
    case "Login Succeeded":
      return ofSuccess(event as LoginSucceeded, count);
    case "Login Failed":
      return ofFailure(event as LoginFailed, count);
    case "Roles Mapped":
      return ofRoles(event as RolesMapped, count, roleOf);
    case "Role Credentials Issued":
      return [count("CredentialsIssued", { Role: roleOf((event as RoleCredentialsIssued).data.mapping.id) })];
    case "Role Credentials Refused": {
      const { reason, count: requests } = (event as RoleCredentialsRefused).data;
      return [count("CredentialsRefused", { Reason: reason }, requests)];
    }
    case "Role Assumption Unmatched":
      return ofUnmatched(event as RoleAssumptionUnmatched, count);
    case "Archive Sealed":
      return ofSeal(event as ArchiveSealed, count);
    case "Pipeline Heartbeat":
      return [count("Heartbeats", {})];
    default:
      return [];
  }
}

/** A seal speaks of the hour that it closes, whenever it does. */
function instantOf({ metadata, data }: TrailEvent): string {
  return metadata.type === "Archive Sealed" ? (data as ArchiveSealed["data"]).window.from : metadata.occurredAt;
}

/**
 * At the minute in which the event occurred. One that lies outside of what PutMetricData takes is counted as such, now,
 * so that it is never lost without a trace.
 */
export function samplesOf(event: TrailEvent, { now, roleOf, firsts }: Counting): readonly Sample[] {
  const { id, type, environment } = event.metadata;
  const occurred = minuteOf(new Date(instantOf(event)));
  const age = now.getTime() - occurred.getTime();
  const outside = age > OLDEST_MILLISECONDS || -age > LATEST_MILLISECONDS;
  const at = outside ? minuteOf(now) : occurred;
  const sample = (metric: MetricName, dimensions: Sample["dimensions"], times = 1, value = 1): Sample => ({
    metric,
    dimensions: { Environment: environment, ...dimensions },
    at,
    value,
    count: times,
  });
  const count: Count = sample;
  if (outside) return [count("EventsOutsideMetricWindow", { EventType: type })];
  const own = firsts.get(id) ?? [];
  return [
    count("Events", { EventType: type }),
    ...ofType(event, count, roleOf),
    ...own.map(({ metric, dimensions }) => sample(metric, dimensions)),
  ];
}
