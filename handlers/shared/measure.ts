/** The functions' own operational metrics: what `lib/metrics/operations.ts` defines, and no other. */
import { OPERATIONS, type OperationDimensionOf, type OperationName } from "../../lib/metrics/operations.ts";
import { metrics } from "./observability.ts";

/** Written with the others when the handler calls `metrics.publishStoredMetrics()`. */
export function measure(name: OperationName, value: number): void {
  metrics.addMetric(name, OPERATIONS[name].unit, value);
}

/** Written at once, under dimensions of its own. */
export function measureBy<Name extends OperationName>(
  name: Name,
  dimensions: Readonly<Record<Exclude<OperationDimensionOf<Name>, "service">, string>>,
  value: number,
): void {
  const single = metrics.singleMetric();
  for (const [dimension, of] of Object.entries<string>(dimensions)) single.addDimension(dimension, of);
  single.addMetric(name, OPERATIONS[name].unit, value);
}
