/** Looks into a zod schema: which keys an object there may have. */
import * as z from "zod";
import type { Path } from "./yaml-source.ts";

/** The schema beneath defaults and options. */
function unwrapped(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.unwrap();
  }
  return inner;
}

function below(schema: unknown, part: PropertyKey): unknown {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return (inner.shape as Record<PropertyKey, unknown>)[part];
  if (inner instanceof z.ZodArray) return inner.element;
  return undefined;
}

/** The keys that the object at this place may have; empty where there is no object. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const inner = unwrapped(path.reduce<unknown>(below, schema));
  return inner instanceof z.ZodObject ? Object.keys(inner.shape as object) : [];
}

/** Every key of the schema and of what is below it, as `identityProviders[].clockSkewSeconds`. */
export function everyKey(schema: z.ZodType, prefix = ""): readonly string[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return everyKey(inner.element as z.ZodType, `${prefix}[]`);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, value]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [path, ...everyKey(value, path)];
  });
}
