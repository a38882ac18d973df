/** Sends what the event bus has not taken yet: refused by it, or left behind by a crash between record and publication. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { type LeftPending, leftInLedger, leftInOutbox, NOTHING_LEFT, together } from "../../lib/ledger/left-pending.ts";
import { type Outbox, type RepublicationResult, republishPending } from "../../lib/ledger/republish-pending.ts";
import { createMappingOutbox } from "../../lib/roles/mapping-outbox.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { environment } from "../shared/environment.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";

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

/** In seconds, for the alarm; a 0 says that the run was made and left nothing. */
function measureLeft({ records, oldest }: LeftPending, now: Date): void {
  measure("PendingRecords", records);
  measure("OldestPendingSeconds", oldest ? Math.max(0, Math.round((now.getTime() - oldest.getTime()) / 1000)) : 0);
  metrics.publishStoredMetrics();
}

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const before = () => new Date(Date.now() - MINIMUM_AGE_MILLISECONDS);
  const republish = async (from: string, ledger: Outbox, left: () => Promise<LeftPending>): Promise<LeftPending> => {
    const result = await republishPending({
      ledger,
      publish: (events) => publishEvents(eventBridge(), EVENT_BUS_NAME, events),
      before: before(),
      hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS,
    });
    const level = troubled(result) ? "warn" : result.records > 0 ? "info" : "debug";
    logger[level]("republished", { from, ...result });
    return troubled(result) ? left() : NOTHING_LEFT;
  };
  const table = { client: documentClient(), name: LOGIN_LEDGER_TABLE };
  const mappings = createMappingOutbox(documentClient(), ROLE_MAPPINGS_TABLE);
  const ledger = createDynamoDbLedger(table.client, table.name);
  const ofLedger = await republish("login-ledger", ledger, () => leftInLedger(table, before()));
  const ofMappings = await republish("role-mappings", mappings, () => leftInOutbox(mappings, before()));
  measureLeft(together(ofLedger, ofMappings), new Date());
}
