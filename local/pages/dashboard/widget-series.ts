/** The series of a widget, read from the stand-in's metrics. */
import { AwsError } from "../../aws/aws-error.ts";
import { evaluator, type Query } from "../../aws/cloudwatch/evaluate.ts";
import type { MetricStore } from "../../aws/cloudwatch/metric-store.ts";
import type { DrawnSeries } from "../chart/chart.ts";
import type { TimeRange } from "./time-range.ts";
import type { Entry, MetricWidget } from "./widget-model.ts";

export interface WidgetSeries {
  readonly series: readonly DrawnSeries[];
  /** What is not shown, and why. */
  readonly notes: readonly string[];
}

const ADDING_UP = ["Sum", "SampleCount"];

function dimensionsOf(pairs: readonly string[]) {
  return Array.from({ length: pairs.length / 2 }, (_, index) => ({
    Name: pairs[index * 2] ?? "",
    Value: pairs[index * 2 + 1] ?? "",
  }));
}

/** Which seconds a point stands for: those of the page, those that the widget names, or all. */
export type PointsOver = "slots" | "own period" | "whole range";

function periodOf(entry: Entry, properties: MetricWidget, range: TimeRange, over: PointsOver): number {
  if (over === "slots") return range.period;
  if (over === "whole range") return (range.end - range.start) / 1000;
  return entry.options.period ?? properties.period;
}

function queryOf(entry: Entry, index: number, properties: MetricWidget, period: number): Query {
  const { label, id = `unnamed${index}` } = entry.options;
  if ("expression" in entry) return { id, label, of: { expression: entry.expression } };
  const [namespace = "", name = "", ...pairs] = entry.names;
  const { stat = properties.stat } = entry.options;
  return { id, label, of: { namespace, name, dimensions: dimensionsOf(pairs), stat, period } };
}

/** Sums add up, and so does what a search finds of them; what arithmetic makes of them may not. */
function addsUp(entry: Entry, properties: MetricWidget): boolean {
  if (!("expression" in entry)) return ADDING_UP.includes(entry.options.stat ?? properties.stat);
  const [, stat = ""] = /^\s*SEARCH\('[^']*',\s*'(\w+)'(?:,\s*\d+\s*)?\)\s*$/.exec(entry.expression) ?? [];
  return ADDING_UP.includes(stat);
}

/** Namespaces that AWS's own services count in, where nothing on this machine does. */
function foreignNamespaces(entries: readonly Entry[], store: MetricStore): readonly string[] {
  const own = new Set([...store.series()].map(({ namespace }) => namespace));
  const named = entries.flatMap((entry) =>
    "expression" in entry
      ? [...entry.expression.matchAll(/\{\s*"?(AWS\/\w+)/g)].map(([, namespace = ""]) => namespace)
      : entry.names.slice(0, 1),
  );
  return [...new Set(named.filter((namespace) => namespace.startsWith("AWS/") && !own.has(namespace)))];
}

export function widgetSeries(
  store: MetricStore,
  properties: MetricWidget,
  entries: readonly Entry[],
  range: TimeRange,
  over: PointsOver,
): WidgetSeries {
  const queries = entries.map((entry, index) =>
    queryOf(entry, index, properties, periodOf(entry, properties, range, over)),
  );
  const { start, end } = range;
  const whole = over === "whole range";
  const searchPeriod = over === "own period" ? undefined : whole ? (end - start) / 1000 : range.period;
  const seriesOf = evaluator(store, queries, { start, end, whole }, searchPeriod);
  const notes = foreignNamespaces(entries, store).map(
    (namespace) => `${namespace} is counted by AWS itself; nothing on this machine does.`,
  );
  const series = entries.flatMap((entry, index) => {
    const query = queries[index];
    if (!query || entry.options.visible === false) return [];
    try {
      const colour = entry.options.color;
      const adds = addsUp(entry, properties);
      return seriesOf(query).map(({ label, points }) => ({ label, colour, addsUp: adds, points }));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      notes.push(`Not drawn: ${query.label ?? query.id}. ${error.message}`);
      return [];
    }
  });
  return { series, notes };
}
