/**
 * Names one metric, for a widget or an alarm. What no code emits, or not under these dimensions, does not compile; what the types
 * cannot tell (a set of dimensions that is only part of a defined one) throws.
 */
import { METRIC_NAMESPACE } from "../infra/pipeline/names.ts";
import { type DimensionOf, METRICS, type MetricName } from "../lib/metrics/definitions.ts";
import {
  OPERATIONS,
  OPERATIONS_NAMESPACE,
  type OperationDimensionOf,
  type OperationName,
} from "../lib/metrics/operations.ts";
import { AWS_METRICS, type AwsDimension, type AwsMetricName, type AwsNamespaceName } from "./aws-metrics.ts";

export interface MetricReference {
  readonly namespace: string;
  readonly name: string;
  /** In the order of their definition. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
}

/** Every metric of a name that differs in some dimensions only. */
export interface MetricFamily extends MetricReference {
  /** All dimensions of the set, those of `dimensions` included, in its order. */
  readonly set: readonly string[];
  readonly by: readonly string[];
}

type Values<Dimension extends string> = Partial<Readonly<Record<Dimension, string>>>;
type Sets = readonly (readonly string[])[];

function definedSet(name: string, sets: Sets, wanted: readonly string[]): readonly string[] {
  const set = sets.find(
    (each) => each.length === wanted.length && each.every((dimension) => wanted.includes(dimension)),
  );
  if (!set) throw new Error(`the metric ${name} has no set of dimensions ${wanted.join(", ")}`);
  return set;
}

function reference(namespace: string, name: string, sets: Sets, values: Values<string>): MetricReference {
  const set = definedSet(name, sets, Object.keys(values));
  return { namespace, name, dimensions: set.map((dimension) => [dimension, values[dimension] ?? ""] as const) };
}

function family(
  namespace: string,
  name: string,
  sets: Sets,
  by: readonly string[],
  values: Values<string>,
): MetricFamily {
  const fixed = Object.keys(values);
  const set = definedSet(name, sets, [...by, ...fixed]);
  const dimensions = set.flatMap((dimension) => {
    const value = values[dimension];
    return value === undefined ? [] : [[dimension, value] as const];
  });
  return { namespace, name, dimensions, set, by };
}

/** A metric that record-metrics counts from events. */
export function counted<Name extends MetricName>(name: Name, values: Values<DimensionOf<Name>>): MetricReference {
  return reference(METRIC_NAMESPACE, name, METRICS[name].dimensions, values);
}

export function countedBy<Name extends MetricName>(
  name: Name,
  by: readonly DimensionOf<Name>[],
  values: Values<DimensionOf<Name>>,
): MetricFamily {
  return family(METRIC_NAMESPACE, name, METRICS[name].dimensions, by, values);
}

/** A metric that functions tell about themselves. */
export function measured<Name extends OperationName>(
  name: Name,
  values: Values<OperationDimensionOf<Name>>,
): MetricReference {
  return reference(OPERATIONS_NAMESPACE, name, OPERATIONS[name].dimensions, values);
}

export function measuredBy<Name extends OperationName>(
  name: Name,
  by: readonly OperationDimensionOf<Name>[],
  values: Values<OperationDimensionOf<Name>>,
): MetricFamily {
  return family(OPERATIONS_NAMESPACE, name, OPERATIONS[name].dimensions, by, values);
}

/** A metric of an AWS service. */
export function ofAws<Namespace extends AwsNamespaceName>(
  namespace: Namespace,
  name: AwsMetricName<Namespace>,
  values: Values<AwsDimension<Namespace>>,
): MetricReference {
  return reference(namespace, name, AWS_METRICS[namespace].dimensions, values);
}
