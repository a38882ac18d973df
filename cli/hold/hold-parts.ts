import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { legalHoldChanged } from "../../lib/events/legal-hold-changed.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import type { Hold, IdentitiesTable } from "../../lib/identity/holds.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { stackResources } from "../stack.ts";

export interface HoldParts {
  readonly table: IdentitiesTable;
  readonly s3: S3Client;
  readonly bucket: string;
  /** Records what became of a hold. */
  record(hold: Hold, change: Change): Promise<void>;
  close(): void;
}

interface Change {
  readonly action: "placed" | "released";
  readonly objects: number;
  readonly by: string;
  readonly why: string;
}

/** @throws UsageError where the stack is not named */
export function assembleHolds(environment: string, now: Date): HoldParts {
  const names = stackResources("IDENTITIES_TABLE", "LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME", "EVIDENCE_BUCKET");
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
  const events = new EventBridgeClient(clientSettings);
  const s3 = new S3Client(clientSettings);
  const ledger = createDynamoDbLedger(client, names.LOGIN_LEDGER_TABLE);
  const producer = createProducer();
  return {
    table: { client, name: names.IDENTITIES_TABLE },
    s3,
    bucket: names.EVIDENCE_BUCKET,
    async record({ id: holdId, from, to, placedAt }, change) {
      const id = ulid(now.getTime());
      const origin = { occurredAt: now, correlationId: id, attemptId: id, environment, producer };
      const period = { from: `${from}T00`, to: `${to}T23` };
      const event = createEvent(legalHoldChanged, origin, { holdId, period, placedAt, ...change });
      const key = await ledger.recordEvents(event.metadata.id, now, [event]);
      const publication = {
        publish: (given: Parameters<typeof publishEvents>[2]) => publishEvents(events, names.EVENT_BUS_NAME, given),
        ledger,
        // Recorded all the same: republish-pending sends it.
        onLeftPending: () => undefined,
      };
      await publishRecorded(publication, key, [event]);
    },
    close() {
      events.destroy();
      s3.destroy();
      client.destroy();
    },
  };
}
