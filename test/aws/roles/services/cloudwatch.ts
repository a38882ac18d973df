import type { Demand } from "../aws-call.ts";

/** CloudWatch knows no resources here; what may be put is narrowed by its namespace. */
export function metricDemands(operation: string, input: { readonly Namespace?: string }): readonly Demand[] {
  const context = operation === "PutMetricData" ? { "cloudwatch:namespace": input.Namespace ?? "" } : {};
  return [{ action: `cloudwatch:${operation}`, resource: "*", context }];
}
