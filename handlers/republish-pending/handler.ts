/** Sends what the event bus has not taken yet: refused by it, or left behind by a crash between record and publication. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { type Outbox, type RepublicationResult, republishPending } from "../../lib/ledger/republish-pending.ts";
import { createMappingOutbox } from "../../lib/roles/mapping-outbox.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";

const { LOGIN_LEDGER_TABLE, ROLE_MAPPINGS_TABLE, EVENT_BUS_NAME } = environment(
  "LOGIN_LEDGER_TABLE",
  "ROLE_MAPPINGS_TABLE",
  "EVENT_BUS_NAME",
);

/** Younger records are still in the hands of the handler that wrote them. */
const MINIMUM_AGE_MILLISECONDS = 10_000;

/** What one more round may take: two or three calls to the bus, each with its timeouts and retries, and the marks. */
const RESERVE_MILLISECONDS = 25_000;

const troubled = ({ unmarked, refused, complete }: RepublicationResult): boolean =>
  unmarked > 0 || Object.keys(refused).length > 0 || !complete;

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const republish = async (from: string, ledger: Outbox): Promise<void> => {
    const result = await republishPending({
      ledger,
      publish: (events) => publishEvents(eventBridge(), EVENT_BUS_NAME, events),
      before: new Date(Date.now() - MINIMUM_AGE_MILLISECONDS),
      hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS,
    });
    const level = troubled(result) ? "warn" : result.records > 0 ? "info" : "debug";
    logger[level]("republished", { from, ...result });
  };
  await republish("login-ledger", createDynamoDbLedger(documentClient(), LOGIN_LEDGER_TABLE));
  await republish("role-mappings", createMappingOutbox(documentClient(), ROLE_MAPPINGS_TABLE));
}
