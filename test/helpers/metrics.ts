/** Reads what was put into CloudWatch out of the requests that a stand-in kept. */
import type { StubRequest } from "./aws-stub.ts";

export interface PutDatum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  /** Seconds since the epoch. */
  readonly Timestamp: number;
  readonly Unit: string;
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
}

export function putData(requests: readonly StubRequest[]): readonly PutDatum[] {
  const puts = requests.filter(({ operation }) => operation === "PutMetricData");
  return puts.flatMap(({ body }) => (JSON.parse(body) as { MetricData: readonly PutDatum[] }).MetricData);
}

/** The total of LoginAttempts over all outcomes. */
export function attemptsCounted(requests: readonly StubRequest[]): number {
  const attempts = putData(requests).filter(({ MetricName }) => MetricName === "LoginAttempts");
  return attempts.flatMap(({ Counts }) => Counts).reduce((sum, count) => sum + count, 0);
}
