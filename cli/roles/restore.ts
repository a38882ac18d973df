import { parseArgs } from "node:util";
import { mappingKey } from "../../lib/roles/mapping-item.ts";
import { restoreByHand } from "../../lib/roles/pruning/by-hand.ts";
import type { RestoreRequest } from "../../lib/roles/requests/restore-request.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { readUsage } from "../../lib/roles/usage/usage-days.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { bounded } from "./bounded.ts";
import { changeOne, findMapping, originOf, theMappingId } from "./change-one.ts";
import { theRequest } from "./open-requests.ts";
import { decidedBy } from "./owner.ts";
import { type RolesParts, whoIsThere, withRoles } from "./parts.ts";

async function requestFor(
  parts: RolesParts,
  mapping: RoleMapping,
  requestId: string,
  now: Date,
): Promise<RestoreRequest> {
  const open = await theRequest(parts, requestId, now);
  if (open.mapping.id === mapping.id && open.mapping.environment === mapping.environment) return open.request;
  throw new UsageError(`request ${requestId} is for ${open.mapping.id} in ${open.mapping.environment}`);
}

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
      request: { type: "string" },
      as: { type: "string" },
    },
  });
  const { now, out, error } = surroundings;
  const id = theMappingId("restore", positionals);
  const why = bounded("why", values.why, 512);
  if (values.as !== undefined && values.request === undefined) throw new UsageError("--as goes with --request");
  return withRoles(values, async (parts) => {
    const mapping = await findMapping(parts, id, values.environment);
    if (mapping.status !== "pruned") {
      error(`${id} is ${mapping.status}: only a pruned mapping is restored`);
      return 1;
    }
    const request = values.request === undefined ? null : await requestFor(parts, mapping, values.request, now);
    const by = request
      ? await decidedBy(mapping, { by: values.by, as: values.as, whoIsThere: () => whoIsThere(values) })
      : bounded("by", values.by ?? (await whoIsThere(values)), 256);
    const key = mappingKey(mapping.identityProvider, mapping.samlRole, mapping.environment);
    const { withheld } = await readUsage(parts.client, parts.usageTable, key, new Date(mapping.prunedAt ?? 0));
    const prepared = restoreByHand(mapping, originOf(mapping, now), { by, why }, withheld, request);
    if (!(await changeOne(parts, mapping, prepared, surroundings))) return 1;
    const logins = withheld === 1 ? "1 login was" : `${withheld} logins were`;
    out(`${id} grants again, restored by ${by}; ${logins} refused it since ${mapping.prunedAt}`);
    if (request) out(`request ${request.id} is approved; whoever asked signs in again`);
    return 0;
  });
}
