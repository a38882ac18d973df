/** What widgets name, read from the text that CloudWatch reads. */
import type { DashboardBody } from "../../../dashboards/body.ts";
import type { MetricEntry } from "../../../dashboards/metric.ts";

export interface Named {
  readonly namespace: string;
  readonly name: string;
  /** Names of the dimensions, in their order. */
  readonly dimensions: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

const SEARCH =
  /^(?:SUM\()?SEARCH\('\{([\w/,]+)\} MetricName="([\w.-]+)"((?: \w+="[\w .-]+")*)', '(?:Sum|Average|Minimum|Maximum|p\d+)'\)\)?$/;

/** Arithmetic on other entries names nothing. */
function namedBy(entry: MetricEntry): readonly Named[] {
  const [first] = entry;
  if (typeof first === "string") {
    const [namespace = "", name = "", ...pairs] = entry.filter((part) => typeof part === "string");
    const dimensions = pairs.filter((_, index) => index % 2 === 0);
    const values = Object.fromEntries(dimensions.map((dimension, index) => [dimension, pairs[index * 2 + 1] ?? ""]));
    return [{ namespace, name, dimensions, values }];
  }
  const expression = first && "expression" in first ? first.expression : "";
  if (!expression.includes("SEARCH")) return [];
  const [, schema = "", name = "", where = ""] = expression.match(SEARCH) ?? [];
  const [namespace = "", ...dimensions] = schema.split(",");
  const pairs = [...where.matchAll(/(\w+)="([^"]+)"/g)].map(([, key = "", value = ""]) => [key, value]);
  return [{ namespace, name, dimensions, values: Object.fromEntries(pairs) }];
}

export const chartsOf = ({ widgets }: DashboardBody) =>
  widgets.flatMap((widget) => (widget.type === "metric" ? [widget.properties] : []));

/** Every metric that any widget names, with the widget's title. */
export const namedIn = (body: DashboardBody): readonly (readonly [title: string, named: Named])[] =>
  chartsOf(body).flatMap(({ title, metrics }) =>
    metrics.flatMap((entry) => namedBy(entry).map((named) => [title, named] as const)),
  );
