/** The mapping file goes into the table at every start, as `samltrail roles apply` puts it there. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { readStageMappings } from "../../lib/config/mapping-file.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { applyMappings } from "../../lib/roles/provisioning/apply.ts";
import { createRoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { LOCAL_NAMES } from "../functions/environment.ts";
import type { StackLog } from "../log.ts";

/** Called when the services answer, and the environment leads the SDK to them. */
export async function applyRoleMappings(configFile: string, log: StackLog): Promise<void> {
  const now = new Date();
  const { stage, written } = readStageMappings(configFile, now);
  const client = new DynamoDBClient();
  const events = new EventBridgeClient();
  try {
    const store = createRoleMappingStore(DynamoDBDocumentClient.from(client), LOCAL_NAMES.tables["role-mappings"]);
    const runId = ulid(now.getTime());
    const run = { correlationId: runId, attemptId: runId, producer: createProducer() };
    const { plan } = await applyMappings({
      store,
      publication: {
        publish: (given) => publishEvents(events, LOCAL_NAMES.eventBus, given),
        ledger: store.outbox,
        onLeftPending: (refused) => log.error("role mappings: events left pending", { events: refused.length }),
      },
      written,
      restore: [],
      origin: { occurredAt: now, environment: stage.environment, ...run },
      applying: { by: "npm start", why: "the mapping file as it is at the start" },
      // Nothing is restored here.
      refused: async () => 0,
      onChange: () => {},
    });
    for (const { mapping } of plan.leftPruned) log.info("role mapping left pruned", { id: mapping.id });
  } finally {
    client.destroy();
    events.destroy();
  }
}
