/** What expressions are made of: numbers, time series, and lists of these. */
import type { Operator } from "./syntax.ts";

export interface TimeSeries {
  readonly label: string;
  /** Seconds. */
  readonly period: number;
  /** By the start of the period, in milliseconds since the epoch. */
  readonly points: ReadonlyMap<number, number>;
}

export type Value = number | TimeSeries | readonly TimeSeries[];

export const isList = (value: Value): value is readonly TimeSeries[] => Array.isArray(value);

const RESULTS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "<=": (a, b) => Number(a <= b),
  ">=": (a, b) => Number(a >= b),
};

/** What cannot be a number (a division by zero) is no point, as in CloudWatch. */
export function mapPoints(series: TimeSeries, change: (value: number, at: number) => number | undefined): TimeSeries {
  const points = new Map<number, number>();
  for (const [at, value] of series.points) {
    const changed = change(value, at);
    if (changed !== undefined && Number.isFinite(changed)) points.set(at, changed);
  }
  return { ...series, points };
}

/** Two expressions that no rule combines. */
export class NotCombinable extends Error {
  override readonly name = "NotCombinable";
}

/**
 * Point by point: of two series, where both have one.
 * @throws NotCombinable for two lists, or series of two periods
 */
export function combine(left: Value, right: Value, operator: Operator): Value {
  const result = RESULTS[operator];
  if (typeof left === "number" && typeof right === "number") return result(left, right);
  if (isList(left) && isList(right)) throw new NotCombinable("two lists of metrics cannot be combined");
  if (isList(left)) return left.map((each) => combine(each, right, operator) as TimeSeries);
  if (isList(right)) return right.map((each) => combine(left, each, operator) as TimeSeries);
  if (typeof left === "number") return mapPoints(right as TimeSeries, (value) => result(left, value));
  if (typeof right === "number") return mapPoints(left, (value) => result(value, right));
  if (left.period !== right.period) throw new NotCombinable("metrics of different periods cannot be combined");
  return mapPoints(left, (value, at) => {
    const other = right.points.get(at);
    return other === undefined ? undefined : result(value, other);
  });
}
