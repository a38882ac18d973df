import * as z from "zod";
import { AwsError } from "../aws-error.ts";
import { validated } from "../json-service.ts";
import { dimensionKey, type MetricStore, MINUTE_MS, merge, type Series, type Statistics } from "./metric-store.ts";
import { dimensionsModel } from "./put-metric-data.ts";
import { SIMPLE_STATISTICS, statisticValue } from "./statistic.ts";

const inputModel = z.strictObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensionsModel.default([]),
  StartTime: z.number().describe("seconds since the epoch"),
  EndTime: z.number(),
  Period: z.int().min(60).multipleOf(60),
  Statistics: z.array(z.enum(SIMPLE_STATISTICS)).min(1),
  Unit: z.string().optional(),
});

const MAXIMUM_DATAPOINTS = 1440;

function datapoint(start: number, unit: string, wanted: readonly string[], statistics: Statistics): object {
  const asked = SIMPLE_STATISTICS.filter((name) => wanted.includes(name));
  const values = asked.map((name) => [name, statisticValue(statistics, name)]);
  return { Timestamp: start / 1000, Unit: unit, ...Object.fromEntries(values) };
}

/** The series' minutes from `start` up to (not including) `end`, joined into periods; all in milliseconds. */
export function byPeriod({ minutes }: Series, start: number, end: number, period: number): Map<number, Statistics> {
  const periods = new Map<number, Statistics>();
  for (const [minute, statistics] of minutes) {
    if (minute < start || minute >= end) continue;
    const begin = start + Math.floor((minute - start) / period) * period;
    const before = periods.get(begin);
    periods.set(begin, before ? merge(before, statistics) : statistics);
  }
  return periods;
}

/** @throws AwsError */
export function getMetricStatistics(store: MetricStore, input: unknown): object {
  const query = validated(inputModel, input);
  const start = Math.floor((query.StartTime * 1000) / MINUTE_MS) * MINUTE_MS;
  const end = query.EndTime * 1000;
  if (end <= start) throw new AwsError("InvalidParameterValue", "StartTime must be before EndTime");
  if ((end - start) / 1000 / query.Period > MAXIMUM_DATAPOINTS) {
    throw new AwsError("InvalidParameterCombination", `more than ${MAXIMUM_DATAPOINTS} datapoints asked for`);
  }
  const dimensions = dimensionKey(query.Dimensions);
  const matching = [...store.series()].filter(
    (series) =>
      series.namespace === query.Namespace &&
      series.name === query.MetricName &&
      dimensionKey(series.dimensions) === dimensions &&
      (query.Unit === undefined || series.unit === query.Unit),
  );
  const Datapoints = matching.flatMap((series) =>
    [...byPeriod(series, start, end, query.Period * 1000)].map(([at, statistics]) =>
      datapoint(at, series.unit, query.Statistics, statistics),
    ),
  );
  return { Label: query.MetricName, Datapoints };
}
