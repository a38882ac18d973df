/** Counts events as CloudWatch metrics at the time they occurred. */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { METRIC_NAMESPACE } from "../../infra/pipeline/names.ts";
import { createCountedEvents } from "../../lib/metrics/counted-events.ts";
import { recordMetrics } from "../../lib/metrics/record-metrics.ts";
import { type RoleDimension, roleDimension } from "../../lib/metrics/role-dimension.ts";
import { cloudWatch } from "../shared/clients/cloud-watch.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { failMessages, readQueuedEvents } from "../shared/queued-events.ts";
import { loadStage } from "../shared/stage.ts";

const { LOGIN_LEDGER_TABLE } = environment("LOGIN_LEDGER_TABLE");

let roles: Promise<RoleDimension> | undefined;

async function roleDimensionOfStage(): Promise<RoleDimension> {
  const { roleMappings, metrics } = await loadStage();
  return roleDimension(roleMappings, metrics.roleLimit);
}

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  roles ??= roleDimensionOfStage().catch((error: unknown) => {
    roles = undefined;
    throw error;
  });
  const roleOf = await roles;
  const { valid, invalid } = readQueuedEvents(Records, (event) => event);
  for (const { messageId, reason } of invalid) logger.error("not an event", { messageId, reason });
  try {
    const recorded = await recordMetrics(
      {
        client: cloudWatch(),
        namespace: METRIC_NAMESPACE,
        countedEvents: createCountedEvents(documentClient(), LOGIN_LEDGER_TABLE),
        counting: { now: new Date(), roleOf },
        onUnmarked: (events, error) =>
          logger.error("not marked", { events: events.length, error: describeError(error) }),
      },
      valid.map(({ value }) => value),
    );
    logger.info("counted", { ...recorded });
    return failMessages(invalid);
  } catch (error) {
    logger.error("not counted", { messages: valid.length, error: describeError(error) });
    return failMessages(Records);
  }
}
