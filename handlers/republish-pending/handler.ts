/** Sends what the event bus has not taken yet: refused by it, or left behind by a crash between record and publication. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { republishPending } from "../../lib/ledger/republish-pending.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";

const { LOGIN_LEDGER_TABLE, EVENT_BUS_NAME } = environment("LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");

/** Younger records are still in the hands of the handler that wrote them. */
const MINIMUM_AGE_MILLISECONDS = 10_000;

/** What one more round may take: two or three calls to the bus, each with its timeouts and retries, and the marks. */
const RESERVE_MILLISECONDS = 25_000;

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const result = await republishPending({
    ledger: createDynamoDbLedger(documentClient(), LOGIN_LEDGER_TABLE),
    publish: (events) => publishEvents(eventBridge(), EVENT_BUS_NAME, events),
    before: new Date(Date.now() - MINIMUM_AGE_MILLISECONDS),
    hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS,
  });
  const troubled = result.unmarked > 0 || Object.keys(result.refused).length > 0 || !result.complete;
  const level = troubled ? "warn" : result.records > 0 ? "info" : "debug";
  logger[level]("republished", { ...result });
}
