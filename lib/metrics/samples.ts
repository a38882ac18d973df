/** What one event adds to the metrics. */
import type { LoginFailed, LoginSucceeded, RolesMapped, TrailEvent } from "../events/catalogue.ts";
import { type DimensionOf, type MetricName, UNKNOWN_PROVIDER } from "./definitions.ts";
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
}

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
    ...latency(count, "succeeded", data.steps),
  ];
}

function ofFailure({ data }: LoginFailed, count: Count): readonly Sample[] {
  const IdentityProvider = data.identityProvider?.id ?? UNKNOWN_PROVIDER;
  return [
    count("LoginAttempts", { Outcome: "failed" }, data.count),
    count("Logins", { IdentityProvider, Outcome: "failed" }, data.count),
    count("LoginFailures", { Reason: data.reason, IdentityProvider }, data.count),
    ...latency(count, "failed", data.steps),
  ];
}

function ofRoles({ data }: RolesMapped, count: Count, roleOf: RoleDimension): readonly Sample[] {
  return [
    ...data.granted.map(({ mappingId }) => count("RolesGranted", { Role: roleOf(mappingId) })),
    ...data.refused.map(({ reason }) => count("RolesRefused", { Reason: reason })),
  ];
}

/**
 * At the minute in which the event occurred. One that lies outside of what PutMetricData takes is counted as such, now,
 * so that it is never lost without a trace.
 */
export function samplesOf(event: TrailEvent, { now, roleOf }: Counting): readonly Sample[] {
  const { type, environment, occurredAt } = event.metadata;
  const occurred = minuteOf(new Date(occurredAt));
  const age = now.getTime() - occurred.getTime();
  const outside = age > OLDEST_MILLISECONDS || -age > LATEST_MILLISECONDS;
  const at = outside ? minuteOf(now) : occurred;
  const count: Count = (metric, dimensions, times = 1, value = 1) => ({
    metric,
    dimensions: { Environment: environment, ...dimensions },
    at,
    value,
    count: times,
  });
  if (outside) return [count("EventsOutsideMetricWindow", { EventType: type })];
  switch (type) {
    case "Login Succeeded":
      return ofSuccess(event as LoginSucceeded, count);
    case "Login Failed":
      return ofFailure(event as LoginFailed, count);
    case "Roles Mapped":
      return ofRoles(event as RolesMapped, count, roleOf);
    case "Pipeline Heartbeat":
      return [count("Heartbeats", {})];
    default:
      return [];
  }
}
