/** Statistics by their names, as queries ask for them. */
import type { Statistics } from "./metric-store.ts";

const SIMPLE = {
  SampleCount: ({ count }: Statistics) => count,
  Sum: ({ sum }: Statistics) => sum,
  Average: ({ sum, count }: Statistics) => sum / count,
  Minimum: ({ minimum }: Statistics) => minimum,
  Maximum: ({ maximum }: Statistics) => maximum,
} as const;

type SimpleStatistic = keyof typeof SIMPLE;

export const SIMPLE_STATISTICS = Object.keys(SIMPLE) as [SimpleStatistic, ...SimpleStatistic[]];

/** A simple statistic, or a percentile such as `p99` or `p99.9`. */
export const STATISTIC = new RegExp(`^(?:${SIMPLE_STATISTICS.join("|")}|p(?:100|\\d{1,2}(?:\\.\\d{1,10})?))$`);

const isSimple = (name: string): name is SimpleStatistic => Object.hasOwn(SIMPLE, name);

/** The nearest rank: the least value that so many percent of all values do not exceed. CloudWatch's own is an approximation. */
function percentile({ values, count, minimum, maximum }: Statistics, percent: number): number | null {
  if (minimum === maximum) return minimum;
  if (!values) return null;
  let seen = 0;
  for (const [value, times] of [...values].sort(([a], [b]) => a - b)) {
    seen += times;
    if (seen >= (count * percent) / 100) return value;
  }
  return maximum;
}

/**
 * @param name one that `STATISTIC` matches
 * @returns null for a percentile of values that were put as their sum only
 */
export function statisticValue(statistics: Statistics, name: string): number | null {
  return isSimple(name) ? SIMPLE[name](statistics) : percentile(statistics, Number(name.slice(1)));
}
