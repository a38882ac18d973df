import { parseArgs } from "node:util";
import { mappingKey } from "../../lib/roles/mapping-item.ts";
import { restoreByHand } from "../../lib/roles/pruning/by-hand.ts";
import { readUsage } from "../../lib/roles/usage/usage-days.ts";
import type { Surroundings } from "../command.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { bounded } from "./bounded.ts";
import { changeOne, findMapping, originOf, theMappingId } from "./change-one.ts";
import { whoIsThere, withRoles } from "./parts.ts";

/** `samltrail roles restore`. */
export async function restoreRole(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...STACK_OPTIONS,
      environment: { type: "string" },
      by: { type: "string" },
      why: { type: "string" },
    },
  });
  const { now, out, error } = surroundings;
  const id = theMappingId("restore", positionals);
  const why = bounded("why", values.why, 512);
  return withRoles(values, async (parts) => {
    const mapping = await findMapping(parts, id, values.environment);
    if (mapping.status !== "pruned") {
      error(`${id} is ${mapping.status}: only a pruned mapping is restored`);
      return 1;
    }
    const by = bounded("by", values.by ?? (await whoIsThere(values)), 256);
    const key = mappingKey(mapping.identityProvider, mapping.samlRole, mapping.environment);
    const { withheld } = await readUsage(parts.client, parts.usageTable, key, new Date(mapping.prunedAt ?? 0));
    const prepared = restoreByHand(mapping, originOf(mapping, now), { by, why }, withheld);
    if (!(await changeOne(parts, mapping, prepared, surroundings))) return 1;
    out(`${id} grants again, restored by ${by}; ${withheld} logins were refused it since ${mapping.prunedAt}`);
    return 0;
  });
}
