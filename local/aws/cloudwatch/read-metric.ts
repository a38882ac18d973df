/** Metrics read from the store: one that is named, or all that a search finds. */
import { isDynamic, labelOf, nameOf } from "./expression/labels.ts";
import { found, type Metric, parseSearch } from "./expression/search.ts";
import { type Expression, invalid } from "./expression/syntax.ts";
import type { TimeSeries } from "./expression/values.ts";
import { byPeriod } from "./get-metric-statistics.ts";
import { dimensionKey, type MetricStore, merge, type Statistics } from "./metric-store.ts";
import { STATISTIC, statisticValue } from "./statistic.ts";

export interface MetricOf extends Metric {
  readonly stat: string;
  /** Seconds, a multiple of 60. */
  readonly period: number;
  /** All units together where it names none. */
  readonly unit?: string | undefined;
}

/** Milliseconds since the epoch; `end` is not part of it. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** One point for the whole of it, which begins with it. */
  readonly whole?: boolean;
}

export interface Reading {
  readonly store: MetricStore;
  readonly range: Range;
  /** Seconds of a point, in place of what a search names. */
  readonly searchPeriod?: number;
}

/** The start of a metric's first period: CloudWatch rounds down to the period for what is that old. */
export function firstPeriod({ start, whole }: Range, period: number): number {
  return whole ? start : Math.floor(start / (period * 1000)) * period * 1000;
}

export function readMetric({ store, range }: Reading, metric: MetricOf, label: string): TimeSeries {
  const key = dimensionKey(metric.dimensions);
  const all = new Map<number, Statistics>();
  for (const series of store.series()) {
    if (series.namespace !== metric.namespace || series.name !== metric.name) continue;
    if (dimensionKey(series.dimensions) !== key || (metric.unit !== undefined && series.unit !== metric.unit)) continue;
    const start = firstPeriod(range, metric.period);
    for (const [at, statistics] of byPeriod(series, start, range.end, metric.period * 1000)) {
      const before = all.get(at);
      all.set(at, before ? merge(before, statistics) : statistics);
    }
  }
  const points = new Map<number, number>();
  for (const [at, statistics] of [...all].sort(([a], [b]) => a - b)) {
    const value = statisticValue(statistics, metric.stat);
    if (value !== null) points.set(at, value);
  }
  return { label, period: metric.period, points };
}

/**
 * Every metric that a search finds, with its points in the range.
 * @param given the arguments of SEARCH
 * @returns null where these are none
 * @throws AwsError where the search, or the label, is not understood
 */
export function searchMetrics(
  reading: Reading,
  source: string,
  label: string | undefined,
  given: readonly Expression[],
): readonly TimeSeries[] | null {
  const [query, stat, seconds] = given;
  if (query?.kind !== "text" || stat?.kind !== "text" || !STATISTIC.test(stat.value)) return null;
  if (seconds !== undefined && seconds.kind !== "number") return null;
  const period = reading.searchPeriod ?? seconds?.value ?? 300;
  const wanted = parseSearch(query.value);
  if (!wanted) throw invalid(source, "only exact terms within a schema are searched for here");
  const metrics = new Map<string, Metric>();
  for (const series of reading.store.series()) {
    if (found(wanted, series)) metrics.set(dimensionKey(series.dimensions) + series.name, series);
  }
  const all = [...metrics.values()].map((metric) => {
    const full = { ...metric, stat: stat.value, period };
    const name = label && isDynamic(label) ? labelOf(label, full) : [label, nameOf(metric)].filter(Boolean).join(" ");
    if (name === null) throw invalid(source, `the label ${JSON.stringify(label)} is not understood`);
    return readMetric(reading, full, name);
  });
  return all.filter(({ points }) => points.size > 0).sort((a, b) => (a.label < b.label ? -1 : 1));
}
