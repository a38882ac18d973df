/** Keeps when each role mapping was last granted and used for credentials, by how many, and whom a pruned one was refused. */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createRoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { recordUsage } from "../../lib/roles/usage/record-usage.ts";
import type { FullDays } from "../../lib/roles/usage/usage-days.ts";
import { usesOf } from "../../lib/roles/usage/uses-of-event.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { failMessages, readQueuedEvents } from "../shared/queued-events.ts";

const env = environment("ROLE_MAPPINGS_TABLE", "ROLE_USAGE_TABLE", "EVENT_BUS_NAME");

const producer = createProducer();
const fullDays: FullDays = new Set();

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { valid, invalid } = readQueuedEvents(Records, usesOf);
  for (const { messageId, reason } of invalid) logger.error("not an event", { messageId, reason });
  const uses = valid.flatMap(({ messageId, value }) => value.map((use) => ({ ...use, messageId })));
  const store = createRoleMappingStore(documentClient(), env.ROLE_MAPPINGS_TABLE);
  const failed = await recordUsage(
    {
      mappings: { client: documentClient(), name: env.ROLE_MAPPINGS_TABLE },
      usageTable: env.ROLE_USAGE_TABLE,
      fullDays,
      unmarking: {
        store,
        publication: {
          publish: (events) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
          ledger: store.outbox,
          onLeftPending: (refused, error) =>
            logger.warn("events left pending", { refused, cause: describeError(error) }),
        },
        producer,
        now: new Date(),
      },
      onTrouble: (error) => logger.error("use not kept", { error: describeError(error) }),
    },
    uses,
  );
  logger.info("use kept", { messages: valid.length, uses: uses.length, failed: failed.size });
  return failMessages([...invalid, ...[...failed].map((messageId) => ({ messageId }))]);
}
