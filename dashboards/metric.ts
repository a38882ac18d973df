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

export interface ExpressionOptions {
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

/** A line for each metric of the family, labelled with the values in which they differ. The widget says of which period. */
export function linesOf(family: MetricFamily, stat: Statistic = "Sum", id = "each"): MetricEntry {
  const { namespace, name, dimensions, set, by } = family;
  const where = dimensions.map(([dimension, value]) => ` ${dimension}="${value}"`).join("");
  const schema = [namespace, ...set].join(",");
  const expression = `SEARCH('{${schema}} MetricName="${name}"${where}', '${stat}')`;
  return formula(id, expression, by.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(" · "));
}
