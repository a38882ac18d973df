/** What the queries of one request say: metrics, and expressions over them. */
import { callFunction, FUNCTION_NAMES, type Grid } from "./expression/functions.ts";
import { labelOf } from "./expression/labels.ts";
import { type Expression, invalid, parseExpression } from "./expression/syntax.ts";
import { combine, isList, NotCombinable, type TimeSeries, type Value } from "./expression/values.ts";
import type { MetricStore } from "./metric-store.ts";
import { firstPeriod, type MetricOf, type Range, readMetric, searchMetrics } from "./read-metric.ts";

export interface Query {
  readonly id: string;
  readonly label?: string | undefined;
  readonly of: MetricOf | { readonly expression: string };
}

function gridOf(range: Range): Grid {
  return {
    periods(seconds) {
      const starts: number[] = [];
      for (let at = firstPeriod(range, seconds); at < range.end; at += seconds * 1000) starts.push(at);
      return starts;
    },
  };
}

/**
 * The series of one of the queries: one, or as many as its search finds. Points are in the order of time.
 * @throws AwsError where an expression is not understood
 */
export function evaluator(store: MetricStore, queries: readonly Query[], range: Range, searchPeriod?: number) {
  const reading = { store, range, ...(searchPeriod === undefined ? {} : { searchPeriod }) };
  const grid = gridOf(range);
  const known = new Map<string, Value>();

  function valueOfQuery(query: Query, path: readonly string[]): Value {
    const before = known.get(query.id);
    if (before !== undefined) return before;
    const value = "expression" in query.of ? evaluate(query, query.of.expression, path) : metricOf(query, query.of);
    known.set(query.id, value);
    return value;
  }

  function metricOf({ label }: Query, metric: MetricOf): TimeSeries {
    const name = label === undefined ? metric.name : labelOf(label, metric);
    if (name === null) throw invalid(label ?? "", "the label is not understood");
    return readMetric(reading, metric, name);
  }

  function evaluate(query: Query, source: string, path: readonly string[]): Value {
    if (path.includes(query.id)) throw invalid(source, "it refers to itself");

    function call(name: string, given: readonly Expression[]): Value | null {
      if (name === "SEARCH") return searchMetrics(reading, source, query.label, given);
      if (name !== "METRICS") return callFunction(name, given, step, grid);
      const [part] = given;
      if (given.length > 1 || (part && part.kind !== "text")) return null;
      const chosen = queries.filter(({ id, of }) => !("expression" in of) && (!part || id.includes(part.value)));
      return chosen.map((each) => valueOfQuery(each, path) as TimeSeries);
    }

    function step(expression: Expression): Value {
      switch (expression.kind) {
        case "number":
          return expression.value;
        case "text":
          throw invalid(source, "text stands where a metric is expected");
        case "name": {
          const other = queries.find(({ id }) => id === expression.name);
          if (!other) throw invalid(source, `there is no query ${expression.name}`);
          return valueOfQuery(other, [...path, query.id]);
        }
        case "list":
          return expression.items.map(step).flatMap((value) => {
            if (typeof value === "number") throw invalid(source, "a number stands where a metric is expected");
            return isList(value) ? value : [value];
          });
        case "operation":
          return combine(step(expression.left), step(expression.right), expression.operator);
        case "call": {
          const value = call(expression.name, expression.given);
          if (value !== null) return value;
          const names = [...FUNCTION_NAMES, "METRICS", "SEARCH"].sort().join(", ");
          throw invalid(source, `${expression.name} as it is used here is not among what is understood: ${names}`);
        }
      }
    }

    try {
      const value = step(parseExpression(source));
      if (typeof value === "number") throw invalid(source, "the result is a number, not a metric");
      // What was made of several metrics is called as the query says.
      return isList(value) ? value : { ...value, label: query.label ?? query.id };
    } catch (error) {
      if (error instanceof NotCombinable) throw invalid(source, error.message);
      throw error;
    }
  }

  return (query: Query): readonly TimeSeries[] => {
    const value = valueOfQuery(query, []);
    if (typeof value === "number") return [];
    return isList(value) ? value : [value];
  };
}
