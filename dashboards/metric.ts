/** Entries of a widget's `metrics`, as CloudWatch's dashboard structure has them. */
import type { MetricFamily, MetricReference } from "./reference.ts";

export type Statistic = "Sum" | "Average" | "Minimum" | "Maximum" | "SampleCount" | "p50" | "p95" | "p99";

export interface MetricOptions {
  readonly label: string;
  /** By default the widget's. */
  readonly stat?: Statistic;
  readonly color?: string;
  readonly id?: string;
  readonly visible?: boolean;
}

interface ExpressionOptions {
  readonly expression: string;
  readonly id: string;
  readonly label: string;
  readonly color?: string;
}

export type MetricEntry = readonly [...names: string[], options: MetricOptions] | readonly [ExpressionOptions];

export function line({ namespace, name, dimensions }: MetricReference, options: MetricOptions): MetricEntry {
  return [namespace, name, ...dimensions.flat(), options];
}

export function formula(id: string, expression: string, label: string, color?: string): MetricEntry {
  return [{ expression, id, label, ...(color !== undefined && { color }) }];
}

function search({ namespace, name, dimensions, set }: MetricFamily, stat: Statistic): string {
  const where = dimensions.map(([dimension, value]) => ` ${dimension}="${value}"`).join("");
  return `SEARCH('{${[namespace, ...set].join(",")}} MetricName="${name}"${where}', '${stat}')`;
}

interface LinesOptions {
  readonly stat?: Statistic;
  readonly id?: string;
  /** Before the values that tell the lines apart, where a widget has several families. */
  readonly prefix?: string;
}

/** A line for each metric of the family, labelled with the values in which they differ. The widget says of which period. */
export function linesOf(
  family: MetricFamily,
  { stat = "Sum", id = "each", prefix = "" }: LinesOptions = {},
): MetricEntry {
  const values = family.by.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(" · ");
  return formula(id, search(family, stat), `${prefix}${values}`);
}

/** One line: all metrics of the family added up. */
export function sumOf(family: MetricFamily, id: string, label: string): MetricEntry {
  return formula(id, `SUM(${search(family, "Sum")})`, label);
}
