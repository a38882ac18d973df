import { parseArgs } from "node:util";
import { readStageMappings } from "../../lib/config/mapping-file.ts";
import { planMappings } from "../../lib/roles/provisioning/plan.ts";
import type { Surroundings } from "../command.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { describePlan, planAsJson } from "./describe-plan.ts";
import { theStageFile, withRoles } from "./parts.ts";
import { checkRestorable } from "./restorable.ts";

/** There is something to change: neither "done" nor "no". */
const CHANGES = 3;

/** `samltrail roles plan`. */
export async function planRoles(args: readonly string[], { out, now }: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...STACK_OPTIONS,
      restore: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
    },
  });
  const { written } = readStageMappings(theStageFile(positionals), now);
  const plan = await withRoles(values, async ({ store }) => planMappings(written, await store.all(), values.restore));
  checkRestorable(plan);
  if (values.json) out(JSON.stringify(planAsJson(plan), null, 2));
  else for (const line of describePlan(plan)) out(line);
  return plan.changes.length > 0 ? CHANGES : 0;
}
