/**
 * `npm run cost`: what a login costs. Prints the computed part of docs/cost.md; with `--write` puts it there; with `--measure` first
 * counts anew what logins ask for, on a local stack (about a minute; on a machine that does little else).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { measure } from "./measure/measure.ts";
import { computedPart, withComputedPart } from "./page.ts";
import { countStage } from "./stage.ts";
import { readUsage } from "./usage.ts";

const PAGE = new URL("../../docs/cost.md", import.meta.url);

const USAGE = `usage: npm run cost [-- --measure] [--write]

Computes what a login costs, from the templates, the prices of tools/cost/prices.ts and what was measured, and prints it.

  --measure   first counts anew what logins ask for, on a local stack (about a minute)
  --write     puts it into docs/cost.md instead`;

const OPTIONS = {
  measure: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @returns `null` where the arguments make no sense: exit code 2 */
function readArguments() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return null;
  }
}

const values = readArguments();
if (values?.help) console.log(USAGE);
else if (values) {
  if (values.measure) await measure();
  const part = computedPart(readUsage(), await countStage());
  if (values.write) writeFileSync(PAGE, withComputedPart(readFileSync(PAGE, "utf8"), part));
  else console.log(part);
}
