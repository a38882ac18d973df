/** Holds a YAML file against its schema and says each misfit in a person's words. */
import type * as z from "zod";
import { printable } from "../events/printable.ts";
import { ConfigurationError, type ConfigurationFault } from "./configuration-error.ts";
import { nearest } from "./nearest.ts";
import { keysAt } from "./schema-shape.ts";
import type { Path, YamlSource } from "./yaml-source.ts";

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping of keys to values",
};

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

/** What was found, short enough for one line and safe for a terminal. */
export function found(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  return printable(JSON.stringify(value), 80);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => (inner as Record<PropertyKey, unknown> | null)?.[part], value);
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case "too_big":
      return `expected at most ${issue.maximum}${UNITS[issue.origin] ?? ""}`;
    case "too_small":
      return `expected at least ${issue.minimum}${UNITS[issue.origin] ?? ""}`;
    case "invalid_value":
      return `expected one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    default:
      return issue.message;
  }
}

/** Text that YAML reads as a number or as true is the commonest slip: say how to write it. */
function hint(issue: Issue, value: unknown): string {
  const needsQuotes = issue.code === "invalid_type" && issue.expected === "string";
  return needsQuotes && (typeof value === "number" || typeof value === "boolean") ? "; put it in quotes" : "";
}

function unknownKeys(source: YamlSource, schema: z.ZodType, path: Path, keys: readonly string[]): ConfigurationFault[] {
  const known = keysAt(schema, path);
  return keys.map((key) => {
    const meant = nearest(key, known);
    const advice = meant ? `did you mean ${meant}?` : `expected one of ${known.join(", ")}`;
    return source.fault([...path, key], `unknown key ${found(key)}; ${advice}`);
  });
}

function faultsOf(source: YamlSource, schema: z.ZodType, issue: Issue): ConfigurationFault[] {
  if (issue.code === "unrecognized_keys") return unknownKeys(source, schema, issue.path, issue.keys);
  const value = valueAt(source.value, issue.path);
  return [source.fault(issue.path, `${expectation(issue)}, found ${found(value)}${hint(issue, value)}`)];
}

/**
 * The file's content as its schema types it, defaults filled in.
 * @throws ConfigurationError with every misfit: its line, its path, what was expected and what was found.
 */
export function fitToSchema<Schema extends z.ZodType>(source: YamlSource, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(source.value);
  if (result.success) return result.data;
  throw new ConfigurationError(result.error.issues.flatMap((issue) => faultsOf(source, schema, issue)));
}
