import * as z from "zod";
import { AwsError } from "../aws-error.ts";
import { validated } from "../json-service.ts";
import { dimensionKey, type MetricStore, type Series } from "./metric-store.ts";

const inputModel = z.strictObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z
    .array(z.strictObject({ Name: z.string(), Value: z.string().optional() }))
    .max(10)
    .default([]),
  NextToken: z.string().optional(),
});

type Query = z.infer<typeof inputModel>;

const PAGE = 500;

function matches(series: Series, query: Query): boolean {
  if (query.Namespace !== undefined && series.namespace !== query.Namespace) return false;
  if (query.MetricName !== undefined && series.name !== query.MetricName) return false;
  return query.Dimensions.every(({ Name, Value }) =>
    series.dimensions.some((own) => own.Name === Name && (Value === undefined || own.Value === Value)),
  );
}

/** @throws AwsError */
export function listMetrics(store: MetricStore, input: unknown): object {
  const query = validated(inputModel, input);
  const start = Number(query.NextToken ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) throw new AwsError("InvalidParameterValue", "NextToken is not valid");
  // Two units of one metric are one metric here.
  const unique = new Map<string, object>();
  for (const series of store.series()) {
    if (!matches(series, query)) continue;
    const { namespace: Namespace, name: MetricName, dimensions: Dimensions } = series;
    const key = JSON.stringify([Namespace, MetricName, dimensionKey(Dimensions)]);
    unique.set(key, { Namespace, MetricName, Dimensions });
  }
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, metric]) => metric);
  const more = start + PAGE < sorted.length;
  return { Metrics: sorted.slice(start, start + PAGE), ...(more ? { NextToken: String(start + PAGE) } : {}) };
}
