import { parseArgs } from "node:util";
import { optOutByHand } from "../../lib/roles/pruning/by-hand.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { bounded } from "./bounded.ts";
import { changeOne, findMapping, originOf, theMappingId } from "./change-one.ts";
import { whoIsThere, withRoles } from "./parts.ts";

const DAY = 86_400_000;

/** As in the mapping file. */
const MAXIMUM_DAYS = 400;

/** The end of the last day (UTC) that is named. */
function endOf(day: string | undefined, now: Date): Date {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day ?? "") ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN;
  const days = (start - now.getTime()) / DAY;
  if (days > -1 && days <= MAXIMUM_DAYS) return new Date(start + DAY);
  throw new UsageError(`--until: expected a day within the next ${MAXIMUM_DAYS}, such as 2027-03-31`);
}

/** `samltrail roles opt-out`. */
export async function optOutRole(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...STACK_OPTIONS,
      environment: { type: "string" },
      reason: { type: "string" },
      until: { type: "string" },
      by: { type: "string" },
    },
  });
  const { now, out, error } = surroundings;
  const id = theMappingId("opt-out", positionals);
  const reason = bounded("reason", values.reason, 512);
  const until = endOf(values.until, now);
  return withRoles(values, async (parts) => {
    const mapping = await findMapping(parts, id, values.environment);
    if (mapping.status === "pruned" || mapping.status === "retired") {
      error(`${id} is ${mapping.status}: an opt-out keeps what is in force (samltrail roles restore brings back)`);
      return 1;
    }
    const by = bounded("by", values.by ?? (await whoIsThere(values)), 256);
    const prepared = optOutByHand(mapping, originOf(mapping, now), { reason, until: until.toISOString(), by });
    if (!(await changeOne(parts, mapping, prepared, surroundings))) return 1;
    out(`${id} is not pruned until the end of ${values.until}, for ${by}`);
    if (mapping.status === "stale") out("it is marked: the next run takes the mark off");
    out("applying the mapping file leaves it as it is; to have it reviewed as code, write it there as well:");
    out(`    optOut: { reason: ${JSON.stringify(reason)}, until: "${values.until}", by: ${JSON.stringify(by)} }`);
    return 0;
  });
}
