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

const { values } = parseArgs({
  options: { measure: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});
if (values.measure) await measure();
const part = computedPart(readUsage(), await countStage());
if (values.write) writeFileSync(PAGE, withComputedPart(readFileSync(PAGE, "utf8"), part));
else console.log(part);
