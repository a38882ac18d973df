/** The functions of metric math that dashboards here use. CloudWatch has more; what is not here is refused by name. */
import type { Expression } from "./syntax.ts";
import { isList, mapPoints, NotCombinable, type TimeSeries, type Value } from "./values.ts";

export interface Grid {
  /** Starts of all periods of the range, in milliseconds. */
  periods(seconds: number): readonly number[];
}

type Aggregate = (values: readonly number[]) => number;

const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  SUM: sum,
  AVG: (values) => sum(values) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

const ROUNDINGS: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
};

/** Over a list: period by period, of those that have a point. Over one series: a single number. */
function aggregated(over: Value, aggregate: Aggregate): Value {
  if (typeof over === "number") return over;
  if (!isList(over)) return aggregate([...over.points.values()]);
  const byTime = new Map<number, number[]>();
  for (const { points } of over) for (const [at, value] of points) byTime.set(at, [...(byTime.get(at) ?? []), value]);
  const points = new Map([...byTime].map(([at, values]) => [at, aggregate(values)]));
  return { label: "", period: over[0]?.period ?? 60, points };
}

function onEach(value: Value, change: (series: TimeSeries) => TimeSeries): Value {
  if (typeof value === "number") throw new NotCombinable("a number stands where a metric is expected");
  return isList(value) ? value.map(change) : change(value);
}

function fill(series: TimeSeries, by: number | "REPEAT", grid: Grid): TimeSeries {
  let last: number | undefined;
  const points = new Map<number, number>();
  for (const at of grid.periods(series.period)) {
    last = series.points.get(at) ?? last;
    const value = series.points.get(at) ?? (by === "REPEAT" ? last : by);
    if (value !== undefined) points.set(at, value);
  }
  return { ...series, points };
}

function runningSum(series: TimeSeries): TimeSeries {
  let total = 0;
  const sorted = { ...series, points: new Map([...series.points].sort(([a], [b]) => a - b)) };
  return mapPoints(sorted, (value) => {
    total += value;
    return total;
  });
}

/** Point by point: where the condition is not zero the second, elsewhere the third, and nothing where there is no third. */
function choose(condition: Value, yes: Value, no: Value | undefined): Value {
  if (typeof condition === "number") return condition === 0 ? (no ?? NOTHING) : yes;
  const at = (value: Value | undefined, when: number): number | undefined => {
    if (value === undefined || typeof value === "number") return value;
    if (isList(value)) throw new NotCombinable("IF takes no list of metrics");
    return value.points.get(when);
  };
  return onEach(condition, (series) => mapPoints(series, (value, when) => at(value === 0 ? no : yes, when)));
}

const NOTHING: TimeSeries = { label: "", period: 60, points: new Map() };

/** Those that METRICS and SEARCH are not: they need to know the request and the store. */
export const FUNCTION_NAMES: readonly string[] = [
  ...Object.keys(AGGREGATES),
  ...Object.keys(ROUNDINGS),
  "FILL",
  "IF",
  "PERIOD",
  "REMOVE_EMPTY",
  "RUNNING_SUM",
];

/**
 * @returns null where there is no such function, or it takes other arguments
 * @throws NotCombinable
 */
export function callFunction(
  name: string,
  given: readonly Expression[],
  evaluate: (expression: Expression) => Value,
  grid: Grid,
): Value | null {
  const [first, second, third] = given;
  if (!first || given.length > 3) return null;
  const aggregate = AGGREGATES[name];
  if (aggregate && !second) return aggregated(evaluate(first), aggregate);
  const rounding = ROUNDINGS[name];
  if (rounding && !second) return onEach(evaluate(first), (series) => mapPoints(series, rounding));
  if (name === "FILL" && second && !third) {
    const by = second.kind === "name" && second.name === "REPEAT" ? "REPEAT" : evaluate(second);
    if (typeof by !== "number" && by !== "REPEAT") return null;
    return onEach(evaluate(first), (series) => fill(series, by, grid));
  }
  if (name === "IF" && second) return choose(evaluate(first), evaluate(second), third && evaluate(third));
  if (name === "RUNNING_SUM" && !second) return onEach(evaluate(first), runningSum);
  if (name === "PERIOD" && !second) return onEach(evaluate(first), (series) => mapPoints(series, () => series.period));
  if (name === "REMOVE_EMPTY" && !second) {
    const value = evaluate(first);
    return isList(value) ? value.filter(({ points }) => points.size > 0) : value;
  }
  return null;
}
