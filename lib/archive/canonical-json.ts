import serialize from "canonicalize";

/** The package is CommonJS whose export is the function; its declarations speak of an ES module's default. */
const canonicalize = serialize as unknown as (input: unknown) => string | undefined;

/**
 * Canonical JSON (RFC 8785): the same value gives the same bytes.
 * @throws Error where it holds a number that JSON cannot carry, or has no JSON form
 */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new Error("the value has no JSON form");
  return json;
}
