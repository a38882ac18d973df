import { inspect } from "node:util";
import type { Details } from "./property.ts";

/** What did not hold, for which input, and how to see it again. */
export function explain(name: string, { seed, counterexamplePath, counterexample, errorInstance }: Details): string {
  const error = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return [
    `does not hold: ${name}`,
    `for: ${inspect(counterexample, { depth: 8, maxStringLength: 2_000 })}`,
    `again: npm run fuzz -- --only ${JSON.stringify(name)} --seed ${seed} --path ${JSON.stringify(counterexamplePath)}`,
    error.slice(0, 4_000),
  ].join("\n");
}
