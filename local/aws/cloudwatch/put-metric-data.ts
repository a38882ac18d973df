import * as z from "zod";
import { AwsError } from "../aws-error.ts";
import { validated } from "../json-service.ts";
import type { Datum, Statistics } from "./metric-store.ts";

const finite = z.number();

export const dimensionsModel = z
  .array(z.strictObject({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1024) }))
  .max(30);

const statisticsModel = z.strictObject({
  SampleCount: finite.positive(),
  Sum: finite,
  Minimum: finite,
  Maximum: finite,
});

const datumModel = z.strictObject({
  MetricName: z.string().min(1).max(255),
  Dimensions: dimensionsModel.default([]),
  Timestamp: z.number().describe("seconds since the epoch").optional(),
  Unit: z.string().default("None"),
  Value: finite.optional(),
  Values: z.array(finite).min(1).max(150).optional(),
  Counts: z.array(finite.positive()).optional(),
  StatisticValues: statisticsModel.optional(),
  StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
});

const inputModel = z.strictObject({
  Namespace: z
    .string()
    .regex(/^[\w.\-/#: ]{1,255}$/)
    .refine((name) => !name.startsWith("AWS/"), "a namespace that starts with AWS/ is reserved"),
  MetricData: z.array(datumModel).min(1).max(1000),
});

type MetricDatum = z.infer<typeof datumModel>;

const HOUR_MS = 3_600_000;
const OLDEST_MS = 14 * 24 * HOUR_MS;
const NEWEST_MS = 2 * HOUR_MS;

/** Several values of one metric, each seen so many times. */
export function statisticsOf(values: readonly number[], counts: readonly number[] = []): Statistics {
  return {
    count: values.reduce((total, _value, index) => total + (counts[index] ?? 1), 0),
    sum: values.reduce((total, value, index) => total + value * (counts[index] ?? 1), 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    values: values.map((value, index) => [value, counts[index] ?? 1] as const),
  };
}

function readStatistics(datum: MetricDatum, at: string): Statistics {
  const { Value, Values, Counts, StatisticValues } = datum;
  if ([Value, Values, StatisticValues].filter((form) => form !== undefined).length !== 1) {
    throw new AwsError(
      "InvalidParameterCombination",
      `${at} must have exactly one of Value, Values and StatisticValues`,
    );
  }
  if (Counts && Counts.length !== Values?.length) {
    throw new AwsError("InvalidParameterValue", `${at}: Counts must be as many as Values`);
  }
  if (StatisticValues) {
    const { SampleCount, Sum, Minimum, Maximum } = StatisticValues;
    return { count: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum };
  }
  return statisticsOf(Values ?? [Value ?? 0], Counts);
}

function readTime(datum: MetricDatum, at: string, now: number): number {
  const time = datum.Timestamp === undefined ? now : datum.Timestamp * 1000;
  if (time < now - OLDEST_MS) {
    throw new AwsError("InvalidParameterValue", `${at}.Timestamp must be no more than two weeks in the past`);
  }
  if (time > now + NEWEST_MS) {
    throw new AwsError("InvalidParameterValue", `${at}.Timestamp must be no more than two hours in the future`);
  }
  return time;
}

/**
 * The data of one call. One that is wrong refuses the whole call, as CloudWatch does.
 * @param now milliseconds since the epoch
 * @throws AwsError
 */
export function readMetricData(input: unknown, now: number): Datum[] {
  const { Namespace, MetricData } = validated(inputModel, input);
  return MetricData.map((datum, index) => {
    const at = `MetricData.member.${index + 1}`;
    return {
      namespace: Namespace,
      name: datum.MetricName,
      dimensions: datum.Dimensions,
      unit: datum.Unit,
      at: readTime(datum, at, now),
      statistics: readStatistics(datum, at),
    };
  });
}
