import * as z from "zod";
import { AwsError } from "../aws-error.ts";
import { validated } from "../json-service.ts";
import { evaluator, type Query } from "./evaluate.ts";
import type { MetricStore } from "./metric-store.ts";
import { dimensionsModel } from "./put-metric-data.ts";
import { STATISTIC } from "./statistic.ts";

const queryModel = z
  .strictObject({
    Id: z.string().regex(/^[a-z][A-Za-z0-9_]{0,254}$/),
    MetricStat: z
      .strictObject({
        Metric: z.strictObject({
          Namespace: z.string(),
          MetricName: z.string(),
          Dimensions: dimensionsModel.default([]),
        }),
        Period: z.int().min(60).multipleOf(60),
        Stat: z.string().regex(STATISTIC),
        Unit: z.string().optional(),
      })
      .optional(),
    Expression: z.string().min(1).max(2048).optional(),
    /** Of an expression: its metrics name their own, and a search does, too. */
    Period: z.int().min(60).multipleOf(60).optional(),
    Label: z.string().optional(),
    ReturnData: z.boolean().default(true),
  })
  .refine((query) => (query.MetricStat === undefined) !== (query.Expression === undefined), {
    message: "expected exactly one of MetricStat and Expression",
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

function queryOf({ Id: id, Label: label, MetricStat, Expression = "" }: z.infer<typeof queryModel>): Query {
  if (!MetricStat) return { id, label, of: { expression: Expression } };
  const { Metric, Stat: stat, Period: period, Unit: unit } = MetricStat;
  const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = Metric;
  return { id, label, of: { namespace, name, dimensions, stat, period, unit } };
}

/**
 * The start is rounded down to the period, as CloudWatch does for what is that old.
 * @throws AwsError
 */
export function getMetricData(store: MetricStore, input: unknown): object {
  const { MetricDataQueries, StartTime, EndTime, ScanBy, NextToken } = validated(inputModel, input);
  if (EndTime <= StartTime) throw new AwsError("InvalidParameterValue", "StartTime must be before EndTime");
  const datapoints = MetricDataQueries.reduce(
    (sum, { MetricStat }) => sum + (EndTime - StartTime) / (MetricStat?.Period ?? 300),
    0,
  );
  if (datapoints > MAXIMUM_DATAPOINTS) {
    throw new AwsError("InvalidParameterValue", `more than ${MAXIMUM_DATAPOINTS} datapoints asked for`);
  }
  const skipped = Number(NextToken ?? 0);
  if (!Number.isSafeInteger(skipped) || skipped < 0) throw new AwsError("InvalidNextToken", "NextToken is not valid");
  const queries = MetricDataQueries.map(queryOf);
  const seriesOf = evaluator(store, queries, { start: StartTime * 1000, end: EndTime * 1000 });
  const returned = queries.filter((_query, index) => MetricDataQueries[index]?.ReturnData);
  const MetricDataResults = returned.slice(skipped, skipped + PAGE).flatMap((query) =>
    seriesOf(query).map(({ label, points }) => {
      const entries = [...points].sort(([a], [b]) => a - b);
      if (ScanBy === "TimestampDescending") entries.reverse();
      return {
        Id: query.id,
        Label: label,
        StatusCode: "Complete",
        Timestamps: entries.map(([at]) => at / 1000),
        Values: entries.map(([, value]) => value),
      };
    }),
  );
  const more = skipped + PAGE < returned.length;
  return { MetricDataResults, ...(more ? { NextToken: String(skipped + PAGE) } : {}) };
}
