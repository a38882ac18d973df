/** Sends a heartbeat through the whole pipeline, so that silence can be told from loss. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { ulid } from "ulid";
import { pipeline } from "../../infra/pipeline.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { pipelineHeartbeat } from "../../lib/events/pipeline-heartbeat.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";

const { LOGIN_LEDGER_TABLE, EVENT_BUS_NAME } = environment("LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");

const stage = loadStage();
const producer = createProducer();
const everyMinutes = pipeline.schedules.find((schedule) => schedule.function === "send-heartbeat")?.everyMinutes ?? 1;

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const { environment: environmentName } = await stage;
  const now = new Date();
  const id = ulid(now.getTime());
  const origin = { occurredAt: now, correlationId: id, attemptId: id, environment: environmentName, producer };
  const event = createEvent(pipelineHeartbeat, origin, { everyMinutes });
  const ledger = createDynamoDbLedger(documentClient(), LOGIN_LEDGER_TABLE);
  const key = await ledger.recordEvents(event.metadata.id, now, [event]);
  const publication = {
    publish: (events: Parameters<typeof publishEvents>[2]) => publishEvents(eventBridge(), EVENT_BUS_NAME, events),
    ledger,
    onLeftPending: (refused: readonly object[], error: unknown) =>
      logger.warn("left pending", { refused, error: error === undefined ? undefined : describeError(error) }),
  };
  await publishRecorded(publication, key, [event]);
}
