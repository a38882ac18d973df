/** Refreshes the providers' metadata and says which certificates run out, once a day. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { ulid } from "ulid";
import { fetchMetadata } from "../../lib/certificates/fetch-metadata.ts";
import { readOverlay, watchedProviders } from "../../lib/certificates/read-overlay.ts";
import { isLoopback } from "../../lib/config/web-address.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { measure, measureBy } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";
import { watchCertificates } from "./watch.ts";

const places = environment("TRUST_TABLE", "LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME", "TRUST_DIRECTORY", "BASE_URL");

const producer = createProducer();

/** Metadata is asked for on this machine only where the whole service stands on it. */
const loopback = isLoopback(new URL(places.BASE_URL).hostname);

const OWN = ["signing", "decryption"] as const;

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const now = new Date();
  const id = ulid(now.getTime());
  const deployed = await loadStage();
  const table = { client: documentClient(), name: places.TRUST_TABLE };
  const ledger = createDynamoDbLedger(documentClient(), places.LOGIN_LEDGER_TABLE);
  const identityProviderIds = watchedProviders(deployed.identityProviders);
  const run = watchCertificates({
    table,
    trustDirectory: places.TRUST_DIRECTORY,
    stage: deployed,
    measure,
    measureBy,
    fetch: (location) => fetchMetadata(location, { loopback }),
    origin: { occurredAt: now, correlationId: id, attemptId: id, environment: deployed.environment, producer },
    configuration: async () => {
      const overlay = await readOverlay(table, { identityProviderIds, own: OWN }, now);
      return loadStage({ overlay, outdatedMetadata: true });
    },
    telling: {
      table,
      ledger,
      publication: {
        publish: (events) => publishEvents(eventBridge(), places.EVENT_BUS_NAME, events),
        ledger,
        onLeftPending: (refused, error) =>
          logger.warn("left pending", { refused, error: error === undefined ? undefined : describeError(error) }),
      },
    },
  });
  await run.finally(() => metrics.publishStoredMetrics());
}
