/** The metrics' totals as CloudWatch has them, and as the attempts say they must be. */
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  type Metric,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import { METRIC_NAMESPACE } from "../../infra/pipeline/names.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import type { MetricName } from "../../lib/metrics/definitions.ts";
import type { Expectation } from "./attempts.ts";

/** By metric and dimensions, such as `Logins IdentityProvider=demo Outcome=failed`. */
export type Totals = ReadonlyMap<string, number>;

/** The pipeline's own, as time has it and no attempt. */
const OF_THE_STACK: readonly MetricName[] = ["Heartbeats", "HoursSealed", "SealedEvents", "SequenceGaps"];

const OF_ATTEMPTS: readonly TrailEvent["metadata"]["type"][] = ["Login Succeeded", "Login Failed", "Roles Mapped"];

/** Whether attempts say how high it must be. */
function isOfAttempts({ MetricName: name = "", Dimensions = [] }: Metric): boolean {
  const eventType = Dimensions.find(({ Name }) => Name === "EventType")?.Value;
  const ofTheStack = (OF_THE_STACK as readonly string[]).includes(name);
  return !ofTheStack && (eventType === undefined || (OF_ATTEMPTS as readonly string[]).includes(eventType));
}

const keyOf = (name: string, dimensions: readonly string[]) => [name, ...[...dimensions].sort()].join(" ");

export function expectedTotals(expectations: readonly Expectation[], environment: string): Totals {
  const totals = new Map<string, number>();
  const count = (name: MetricName, dimensions: Readonly<Record<string, string>>, times = 1) => {
    const all = Object.entries({ Environment: environment, ...dimensions });
    const key = keyOf(
      name,
      all.map(([dimension, value]) => `${dimension}=${value}`),
    );
    totals.set(key, (totals.get(key) ?? 0) + times);
  };
  const people = new Set(expectations.flatMap((expected) => (expected.outcome === "succeeded" ? [expected.name] : [])));
  count("People", {}, people.size);
  // One provider with one certificate vouches for them all, and one issuer is a stranger.
  for (const name of ["NewIdentityProviders", "NewCertificates"] as const) count(name, { IdentityProvider: "demo" });
  count("UnknownIssuers", {});
  for (const expected of expectations) {
    const Outcome = expected.outcome;
    count("LoginAttempts", { Outcome });
    count("LoginLatency", { Outcome });
    for (const EventType of expected.outcome === "succeeded" ? ["Login Succeeded", "Roles Mapped"] : ["Login Failed"]) {
      count("Events", { EventType });
    }
    if (expected.outcome === "succeeded") {
      count("Logins", { IdentityProvider: "demo", Outcome });
      for (const Role of expected.granted) count("RolesGranted", { Role });
      for (const Reason of expected.refused) count("RolesRefused", { Reason });
    } else {
      const { reason: Reason, identityProvider: IdentityProvider } = expected;
      count("Logins", { IdentityProvider, Outcome });
      count("LoginFailures", { Reason });
      count("LoginFailures", { Reason, IdentityProvider });
    }
  }
  return totals;
}

/** Counts add up in Sum; of what is measured in milliseconds, the number of measurements counts. */
async function totalOf(client: CloudWatchClient, { MetricName, Dimensions }: Metric, since: Date): Promise<number> {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: METRIC_NAMESPACE,
      MetricName,
      Dimensions,
      StartTime: new Date(since.getTime() - 60_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 60,
      Statistics: ["Sum", "SampleCount"],
    }),
  );
  return Datapoints.reduce(
    (total, { Unit, Sum = 0, SampleCount = 0 }) => total + (Unit === "Milliseconds" ? SampleCount : Sum),
    0,
  );
}

/** Every metric there is in the namespace: one too many is a difference, too. */
export async function readTotals(since: Date): Promise<Totals> {
  const client = new CloudWatchClient({});
  try {
    const totals = new Map<string, number>();
    for await (const { Metrics = [] } of paginateListMetrics({ client }, { Namespace: METRIC_NAMESPACE })) {
      for (const metric of Metrics) {
        if (!isOfAttempts(metric)) continue;
        const dimensions = (metric.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`);
        totals.set(keyOf(metric.MetricName ?? "", dimensions), await totalOf(client, metric, since));
      }
    }
    return totals;
  } finally {
    client.destroy();
  }
}
