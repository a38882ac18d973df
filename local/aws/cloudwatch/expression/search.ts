/**
 * The search of a SEARCH expression: `{namespace,dimension,…}` and terms that must all hold. Exact terms only
 * (`MetricName="x"`, `Dimension="y"`, `Dimension=("y" OR "z")`): partial words match in CloudWatch by rules of its own, and
 * are refused here rather than guessed.
 */
import type { Dimension } from "../metric-store.ts";

interface Term {
  readonly property: string;
  readonly values: readonly string[];
}

export interface Search {
  readonly namespace: string;
  readonly dimensions: readonly string[];
  readonly terms: readonly Term[];
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

const SCHEMA = /^\s*\{\s*([^{}]+?)\s*\}/;
const TERM =
  /^\s*(?:AND\s+)?(?:"([\w ]+)"|([\w.]+))\s*=\s*(?:"([^"]*)"|\(\s*("[^"]*"(?:\s+OR\s+"[^"]*")*)\s*\))(?=\s|$)/;

const unquoted = (name: string): string => name.trim().replace(/^"(.*)"$/, "$1");

/** @returns null where it is more than exact terms within a schema */
export function parseSearch(source: string): Search | null {
  const [whole = "", schema = ""] = SCHEMA.exec(source) ?? [];
  const [namespace = "", ...dimensions] = schema.split(",").map(unquoted);
  if (namespace === "") return null;
  const terms: Term[] = [];
  for (let rest = source.slice(whole.length); rest.trim() !== ""; ) {
    const [term, quoted, bare, single, several] = TERM.exec(rest) ?? [];
    const property = quoted ?? bare;
    if (term === undefined || property === undefined) return null;
    const values = several === undefined ? [single ?? ""] : several.split(/\s+OR\s+/).map(unquoted);
    terms.push({ property, values });
    rest = rest.slice(term.length);
  }
  return { namespace, dimensions, terms };
}

/** Of the schema's namespace, with just its dimensions, and every term holds. */
export function found({ namespace, dimensions, terms }: Search, metric: Metric): boolean {
  if (metric.namespace !== namespace || metric.dimensions.length !== dimensions.length) return false;
  const values = new Map(metric.dimensions.map(({ Name, Value }) => [Name, Value]));
  if (!dimensions.every((name) => values.has(name))) return false;
  return terms.every((term) => {
    const value = term.property === "MetricName" ? metric.name : values.get(term.property);
    return value !== undefined && term.values.includes(value);
  });
}
