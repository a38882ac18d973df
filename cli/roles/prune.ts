import { parseArgs } from "node:util";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { ulid } from "ulid";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { METRIC_NAMESPACE } from "../../infra/pipeline/names.ts";
import { readStageMappings } from "../../lib/config/mapping-file.ts";
import { createProducer } from "../../lib/events/producer.ts";
import {
  assemblePruning,
  type PrunedStage,
  type PruningParts,
  scopeOf,
} from "../../lib/roles/pruning/adapters/assemble.ts";
import { takeLease } from "../../lib/roles/pruning/adapters/run-lease.ts";
import { carryOut } from "../../lib/roles/pruning/carry-out.ts";
import type { PruningPlan } from "../../lib/roles/pruning/decision.ts";
import { type PlanningScope, planRun } from "../../lib/roles/pruning/plan-run.ts";
import type { DecisionOutcome } from "../../lib/roles/pruning/run-events.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { STACK_OPTIONS, stackResources } from "../stack.ts";
import { bounded } from "./bounded.ts";
import { describeReview, type Reviewed, reviewAsJson } from "./describe-review.ts";
import { type RolesParts, theStageFile, whoIsThere, withRoles } from "./parts.ts";

interface Prepared extends PruningParts {
  readonly ledgerTable: string;
  readonly close: () => void;
}

function prepare({ client, events }: RolesParts, stage: PrunedStage, { error }: Surroundings): Prepared {
  const places = stackResources(
    "LOGIN_LEDGER_TABLE",
    "ROLE_MAPPINGS_TABLE",
    "ROLE_USAGE_TABLE",
    "EVENT_BUS_NAME",
    "EVIDENCE_BUCKET",
    "DEAD_LETTER_QUEUES",
  );
  const [cloudWatch, s3, sqs] = [
    new CloudWatchClient(clientSettings),
    new S3Client(clientSettings),
    new SQSClient(clientSettings),
  ];
  const parts = assemblePruning(
    { dynamoDb: client, eventBridge: events, cloudWatch, s3, sqs },
    {
      loginLedger: places.LOGIN_LEDGER_TABLE,
      roleMappings: places.ROLE_MAPPINGS_TABLE,
      roleUsage: places.ROLE_USAGE_TABLE,
      eventBus: places.EVENT_BUS_NAME,
      evidenceBucket: places.EVIDENCE_BUCKET,
      deadLetterQueues: places.DEAD_LETTER_QUEUES.split(" "),
      metricNamespace: METRIC_NAMESPACE,
    },
    stage,
    {
      // A person who waits can stop it.
      hasTime: () => true,
      onLeftPending: (refused) => error(`${refused.length} events wait: republish-pending sends them`),
    },
  );
  const close = () => {
    for (const each of [cloudWatch, s3, sqs]) each.destroy();
  };
  return { ...parts, ledgerTable: places.LOGIN_LEDGER_TABLE, close };
}

interface Carried {
  readonly plan: PruningPlan;
  readonly outcomes: readonly DecisionOutcome[];
}

/** @returns null where another run is under way */
async function runNow(
  { sources, means, ledgerTable }: Prepared,
  { client }: RolesParts,
  scope: PlanningScope,
  by: string,
): Promise<Carried | null> {
  const { now, environment, policy } = scope;
  const runId = ulid(now.getTime());
  const lease = await takeLease({ client, name: ledgerTable }, runId, runId, now);
  if (!lease) return null;
  try {
    const plan = await planRun(sources, scope);
    const run = { runId, by, now, environment, policy, producer: createProducer() };
    return { plan, outcomes: await carryOut(means, plan, run, scope) };
  } finally {
    await lease.release();
  }
}

function show(plan: PruningPlan, reviewed: readonly Reviewed[], json: boolean, { out, error }: Surroundings): number {
  if (json) out(JSON.stringify(reviewAsJson(plan, reviewed), null, 2));
  else for (const line of describeReview(plan, reviewed)) out(line);
  if (plan.outcome !== "refused") return 0;
  error(`refused, and nothing done: ${plan.reason}: ${plan.detail}`);
  return 1;
}

/** `samltrail roles prune`. */
export async function pruneRoles(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...STACK_OPTIONS,
      "dry-run": { type: "boolean", default: false },
      apply: { type: "boolean", default: false },
      by: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const { apply, json } = values;
  if (apply && values["dry-run"]) throw new UsageError("expected --dry-run or --apply, not both");
  const { now, out, error } = surroundings;
  const { stage, written } = readStageMappings(theStageFile(positionals), now);
  const pruned: PrunedStage = {
    ...stage,
    roleMappings: written.map(({ definition }) => definition),
    pruning: { ...stage.pruning, dryRun: !apply },
  };
  if (apply && !stage.pruning.enabled) {
    error("pruning.enabled is false in the stage file: nothing is pruned");
    return 1;
  }
  return withRoles(values, async (parts) => {
    const prepared = prepare(parts, pruned, surroundings);
    try {
      const scope = scopeOf(pruned, now);
      if (!apply) {
        const plan = await planRun(prepared.sources, scope);
        const decisions = plan.outcome === "refused" ? plan.withheld : plan.decisions;
        const code = show(
          plan,
          decisions.map((decision) => ({ decision, outcome: null })),
          json,
          surroundings,
        );
        if (code === 0 && !json) out("a dry run: nothing was changed. --apply does it");
        return code;
      }
      const by = bounded("by", values.by ?? (await whoIsThere(values)), 256);
      const carried = await runNow(prepared, parts, scope, by);
      if (carried) return show(carried.plan, carried.outcomes, json, surroundings);
      error("another run is under way; try again when it is done");
      return 1;
    } finally {
      prepared.close();
    }
  });
}
