/** Adds samples up into what PutMetricData takes: one datum a metric, set of dimensions and minute, with its values and counts. */
import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import { METRICS, type MetricDefinition } from "./definitions.ts";
import type { Sample } from "./samples.ts";

/** Distinct values of one datum. */
const MAXIMUM_VALUES = 150;

interface Series {
  readonly definition: MetricDefinition;
  readonly sample: Sample;
  readonly names: readonly string[];
  readonly counts: Map<number, number>;
}

function collectSeries(samples: readonly Sample[]): readonly Series[] {
  const series = new Map<string, Series>();
  for (const sample of samples) {
    const definition: MetricDefinition = METRICS[sample.metric];
    for (const names of definition.dimensions) {
      const values = names.map((name) => sample.dimensions[name]);
      const key = JSON.stringify([sample.metric, sample.at, names, values]);
      const one = series.get(key) ?? { definition, sample, names, counts: new Map() };
      one.counts.set(sample.value, (one.counts.get(sample.value) ?? 0) + sample.count);
      series.set(key, one);
    }
  }
  return [...series.values()];
}

/** The order of the result follows from the samples alone: the same events give the same data. */
export function metricData(samples: readonly Sample[]): readonly MetricDatum[] {
  return collectSeries(samples).flatMap(({ definition, sample, names, counts }) => {
    const entries = [...counts];
    const parts = Array.from({ length: Math.ceil(entries.length / MAXIMUM_VALUES) }, (_, index) =>
      entries.slice(index * MAXIMUM_VALUES, (index + 1) * MAXIMUM_VALUES),
    );
    return parts.map((part) => ({
      MetricName: sample.metric,
      Dimensions: names.map((name) => ({ Name: name, Value: sample.dimensions[name] ?? "" })),
      Timestamp: sample.at,
      Unit: definition.unit,
      Values: part.map(([value]) => value),
      Counts: part.map(([, count]) => count),
    }));
  });
}
