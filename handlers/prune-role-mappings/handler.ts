/** Marks, announces and prunes role mappings that nobody uses, once a day. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { METRIC_NAMESPACE } from "../../infra/pipeline/names.ts";
import { assemblePruning, scopeOf } from "../../lib/roles/pruning/adapters/assemble.ts";
import { takeLease } from "../../lib/roles/pruning/adapters/run-lease.ts";
import { cloudWatch } from "../shared/clients/cloud-watch.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { s3 } from "../shared/clients/s3.ts";
import { sqs } from "../shared/clients/sqs.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";
import { prune } from "./prune.ts";

const places = environment(
  "LOGIN_LEDGER_TABLE",
  "ROLE_MAPPINGS_TABLE",
  "ROLE_USAGE_TABLE",
  "EVENT_BUS_NAME",
  "EVIDENCE_BUCKET",
  "DEAD_LETTER_QUEUES",
);

/** What carrying out takes at most, with every retry: reading ends before. */
const RESERVE_MILLISECONDS = 180_000;

const stage = loadStage();

export async function handler(schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const configuration = await stage;
  const now = new Date();
  const parts = assemblePruning(
    { dynamoDb: documentClient(), cloudWatch: cloudWatch(), eventBridge: eventBridge(), s3: s3(), sqs: sqs() },
    {
      loginLedger: places.LOGIN_LEDGER_TABLE,
      roleMappings: places.ROLE_MAPPINGS_TABLE,
      roleUsage: places.ROLE_USAGE_TABLE,
      eventBus: places.EVENT_BUS_NAME,
      evidenceBucket: places.EVIDENCE_BUCKET,
      deadLetterQueues: places.DEAD_LETTER_QUEUES.split(" "),
      metricNamespace: METRIC_NAMESPACE,
    },
    configuration,
    {
      hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS,
      onLeftPending: (refused, error) =>
        logger.warn("left pending", { refused, error: error === undefined ? undefined : describeError(error) }),
    },
  );
  const ledger = { client: documentClient(), name: places.LOGIN_LEDGER_TABLE };
  await prune(
    {
      ...parts,
      scope: scopeOf(configuration, now),
      takeLease: (name, holder) => takeLease(ledger, name, holder, now),
    },
    schedule,
  );
}
