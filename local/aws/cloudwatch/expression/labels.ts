/** Labels of series: text with `${PROP('…')}` in it. (CloudWatch user guide, "Using dynamic labels".) */
import type { Metric } from "./search.ts";

export interface Labelled extends Metric {
  readonly stat: string;
  /** Seconds. */
  readonly period: number;
}

const DYNAMIC = /\$\{([^}]*)\}/g;

function property(expression: string, metric: Labelled): string | null {
  const [, name] = /^\s*PROP\('([^']+)'\)\s*$/.exec(expression) ?? [];
  if (name?.startsWith("Dim.")) return metric.dimensions.find(({ Name }) => Name === name.slice(4))?.Value ?? "";
  const known: Readonly<Record<string, string>> = {
    MetricName: metric.name,
    Namespace: metric.namespace,
    Stat: metric.stat,
    Period: String(metric.period),
  };
  return name === undefined ? null : (known[name] ?? null);
}

/**
 * The label of one metric. A fixed label stands before what tells the metrics of a search apart.
 * @returns null where it holds something that is not known here
 */
export function labelOf(label: string, metric: Labelled): string | null {
  let known = true;
  const filled = label.replace(DYNAMIC, (_all, expression: string) => {
    const value = property(expression, metric);
    known &&= value !== null;
    return value ?? "";
  });
  return known ? filled : null;
}

/** What a search calls a metric that it found, where its label says nothing of it. */
export function nameOf({ name, dimensions }: Metric): string {
  return [name, ...dimensions.map(({ Value }) => Value)].join(" ");
}

export const isDynamic = (label: string): boolean => label.includes("${");
