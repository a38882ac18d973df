import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { validated } from "../json-service.ts";
import { byPeriod, STATISTICS, valuesOf } from "./get-metric-statistics.ts";
import { dimensionKey, type MetricStore, MINUTE_MS, merge, type Statistics } from "./metric-store.ts";
import { dimensionsModel } from "./put-metric-data.ts";

const queryModel = z.strictObject({
  Id: z.string().regex(/^[a-z][A-Za-z0-9_]{0,254}$/),
  MetricStat: z.strictObject({
    Metric: z.strictObject({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: dimensionsModel.default([]),
    }),
    Period: z.int().min(60).multipleOf(60),
    Stat: z.enum(STATISTICS),
    Unit: z.string().optional(),
  }),
  Label: z.string().optional(),
  ReturnData: z.literal(true).default(true),
});

const inputModel = z.strictObject({
  MetricDataQueries: z.array(queryModel).min(1).max(500),
  StartTime: z.number().describe("seconds since the epoch"),
  EndTime: z.number(),
  ScanBy: z.enum(["TimestampDescending", "TimestampAscending"]).default("TimestampDescending"),
  NextToken: z.string().optional(),
});

const MAXIMUM_DATAPOINTS = 100_800;

/** Answers in pages of so many series; CloudWatch pages by datapoints, in a way of its own. */
const PAGE = 100;

type Query = z.infer<typeof queryModel>;

/** Series of several units of one metric are added up, as where the query names no unit. */
function statisticsOf(store: MetricStore, { MetricStat }: Query, start: number, end: number): Map<number, Statistics> {
  const { Metric, Period, Unit } = MetricStat;
  const dimensions = dimensionKey(Metric.Dimensions);
  const all = new Map<number, Statistics>();
  for (const series of store.series()) {
    if (series.namespace !== Metric.Namespace || series.name !== Metric.MetricName) continue;
    if (dimensionKey(series.dimensions) !== dimensions || (Unit !== undefined && series.unit !== Unit)) continue;
    for (const [at, statistics] of byPeriod(series, start, end, Period * 1000)) {
      const before = all.get(at);
      all.set(at, before ? merge(before, statistics) : statistics);
    }
  }
  return all;
}

/**
 * Metrics only, no expressions. The start is rounded down to the period, as CloudWatch does for what is that old.
 * @throws AwsError
 */
export function getMetricData(store: MetricStore, input: unknown): object {
  const { MetricDataQueries, StartTime, EndTime, ScanBy, NextToken } = validated(inputModel, input);
  const end = EndTime * 1000;
  if (EndTime <= StartTime) throw new AwsError("InvalidParameterValue", "StartTime must be before EndTime");
  const datapoints = MetricDataQueries.reduce((sum, query) => sum + (EndTime - StartTime) / query.MetricStat.Period, 0);
  if (datapoints > MAXIMUM_DATAPOINTS) {
    throw new AwsError("InvalidParameterValue", `more than ${MAXIMUM_DATAPOINTS} datapoints asked for`);
  }
  const skipped = Number(NextToken ?? 0);
  if (!Number.isSafeInteger(skipped) || skipped < 0) throw new AwsError("InvalidNextToken", "NextToken is not valid");
  const page = MetricDataQueries.slice(skipped, skipped + PAGE);
  const MetricDataResults = page.map((query) => {
    const period = Math.max(MINUTE_MS, query.MetricStat.Period * 1000);
    const start = Math.floor((StartTime * 1000) / period) * period;
    const entries = [...statisticsOf(store, query, start, end)].sort(([a], [b]) => a - b);
    if (ScanBy === "TimestampDescending") entries.reverse();
    return {
      Id: query.Id,
      Label: query.Label ?? query.MetricStat.Metric.MetricName,
      StatusCode: "Complete",
      Timestamps: entries.map(([at]) => at / 1000),
      Values: entries.map(([, statistics]) => valuesOf(statistics)[query.MetricStat.Stat]),
    };
  });
  const more = skipped + PAGE < MetricDataQueries.length;
  return { MetricDataResults, ...(more ? { NextToken: String(skipped + PAGE) } : {}) };
}
