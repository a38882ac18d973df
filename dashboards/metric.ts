/** Metrics as a dashboard names them. What the code does not emit, or not with these dimensions, does not compile. */

import { METRIC_NAMESPACE } from "../infra/pipeline.ts";
import { type DimensionOf, METRICS, type MetricName } from "../lib/metrics/definitions.ts";

export type Statistic = "Sum" | "Average" | "Maximum" | "p50" | "p95" | "p99";

export interface MetricOptions {
  readonly label: string;
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

/** One entry of a widget's `metrics`, as CloudWatch's dashboard structure has it. */
export type MetricEntry = readonly [...names: string[], options: MetricOptions] | readonly [ExpressionOptions];

/** Seconds that a point of a search stands for. */
const PERIOD = 300;

type Dimensions<Name extends MetricName> = Partial<Record<DimensionOf<Name>, string>>;

/** The defined set of dimensions that has just these names, in its own order. */
function definedSet<Name extends MetricName>(name: Name, wanted: readonly string[]): readonly string[] {
  const sets: readonly (readonly string[])[] = METRICS[name].dimensions;
  const set = sets.find(
    (each) => each.length === wanted.length && each.every((dimension) => wanted.includes(dimension)),
  );
  if (!set) throw new Error(`the metric ${name} has no set of dimensions ${wanted.join(", ")}`);
  return set;
}

/** One metric, all of whose dimensions are known. */
export function metric<Name extends MetricName>(
  name: Name,
  dimensions: Dimensions<Name>,
  options: MetricOptions,
): MetricEntry {
  const values = dimensions as Readonly<Record<string, string>>;
  const pairs = definedSet(name, Object.keys(values)).flatMap((dimension) => [dimension, values[dimension] ?? ""]);
  return [METRIC_NAMESPACE, name, ...pairs, options];
}

/** Every metric of the name that differs in the dimension `by` only: a line each, labelled with its value. */
export function metricsBy<Name extends MetricName>(
  name: Name,
  by: readonly DimensionOf<Name>[],
  dimensions: Dimensions<Name>,
  stat: Statistic = "Sum",
): MetricEntry {
  const fixed = Object.entries(dimensions as Readonly<Record<string, string>>);
  const set = definedSet(name, [...by, ...fixed.map(([dimension]) => dimension)]);
  const where = fixed.map(([dimension, value]) => ` ${dimension}="${value}"`).join("");
  const schema = [METRIC_NAMESPACE, ...set].join(",");
  const expression = `SEARCH('{${schema}} MetricName="${name}"${where}', '${stat}', ${PERIOD})`;
  const label = by.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(" · ");
  return [{ expression, id: "each", label }];
}
