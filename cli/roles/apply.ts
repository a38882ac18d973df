import { parseArgs } from "node:util";
import { ulid } from "ulid";
import { readStageMappings } from "../../lib/config/mapping-file.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { mappingKey } from "../../lib/roles/mapping-item.ts";
import { type Application, type Applied, applyMappings } from "../../lib/roles/provisioning/apply.ts";
import { planMappings } from "../../lib/roles/provisioning/plan.ts";
import { readUsage } from "../../lib/roles/usage/usage-days.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { bounded } from "./bounded.ts";
import { describeChange, describePlan } from "./describe-plan.ts";
import { type RolesParts, theStageFile, whoIsThere, withRoles } from "./parts.ts";
import { checkRestorable } from "./restorable.ts";

/** Said now and then, so that whoever waits knows for how long. */
const PROGRESS_EVERY = 25;

type Asked = Pick<Application, "written" | "restore" | "origin" | "applying">;

/** @returns what was applied, and how many events wait to be published */
async function apply(parts: RolesParts, asked: Asked, out: Surroundings["out"]) {
  const { client, events, store, usageTable, busName } = parts;
  let waiting = 0;
  const applied = await applyMappings({
    ...asked,
    store,
    publication: {
      publish: (given) => publishEvents(events, busName, given),
      ledger: store.outbox,
      onLeftPending: (refused) => {
        waiting += refused.length;
      },
    },
    refused: async ({ identityProvider, samlRole, environment, prunedAt }) => {
      const key = mappingKey(identityProvider, samlRole, environment);
      return (await readUsage(client, usageTable, key, new Date(prunedAt ?? 0))).withheld;
    },
    onChange: (change, left) => {
      for (const line of describeChange(change)) out(line);
      if (left > 0 && left % PROGRESS_EVERY === 0) out(`  ${left} to go`);
    },
  });
  return { applied, waiting };
}

function report({ plan, changes }: Applied, waiting: number, by: string, { out, error }: Surroundings): number {
  for (const line of describePlan({ ...plan, changes: [] })) out(line);
  out(`${changes} changed by ${by}`);
  if (waiting > 0) error(`${waiting} events wait in the mappings they speak of: republish-pending sends them`);
  if (plan.changes.length === 0) return 0;
  error("others kept changing these meanwhile; apply again:");
  for (const line of plan.changes.flatMap(describeChange)) error(line);
  return 1;
}

/** `samltrail roles apply`. */
export async function applyRoles(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...STACK_OPTIONS,
      restore: { type: "string", multiple: true, default: [] },
      by: { type: "string" },
      why: { type: "string" },
    },
  });
  const { now, out } = surroundings;
  const { stage, written } = readStageMappings(theStageFile(positionals), now);
  if (values.why === undefined) throw new UsageError('say why, for the record: --why "Auditors need it (change 1482)"');
  const why = bounded("why", values.why, 512);
  const { restore } = values;
  return withRoles(values, async (parts) => {
    const by = bounded("by", values.by ?? (await whoIsThere(values)), 256);
    checkRestorable(planMappings(written, await parts.store.all(), restore));
    const runId = ulid(now.getTime());
    const run = { correlationId: runId, attemptId: runId, producer: createProducer() };
    const origin = { occurredAt: now, environment: stage.environment, ...run };
    const { applied, waiting } = await apply(parts, { written, restore, origin, applying: { by, why } }, out);
    return report(applied, waiting, by, surroundings);
  });
}
