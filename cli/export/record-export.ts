/** No evidence leaves unrecorded: an export is an event, recorded before the package has its manifest. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import type * as z from "zod";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { codeVersion } from "../../infra/code-version.ts";
import { stageSchema } from "../../lib/config/schema.ts";
import { fitToSchema } from "../../lib/config/schema-faults.ts";
import { readYaml } from "../../lib/config/yaml-source.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { evidenceExported } from "../../lib/events/evidence-exported.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { UsageError } from "../command.ts";
import { whoIsThere } from "../roles/parts.ts";
import { type StackChoice, stackResources } from "../stack.ts";

type Exported = Omit<z.input<typeof evidenceExported.data>, "by" | "codeVersion">;

/** Records what is about to leave. */
export type RecordExport = (exported: Exported) => Promise<void>;

export interface Exporting {
  readonly choice: StackChoice;
  /** A copy on disk, in place of the bucket. */
  readonly folder: string | undefined;
  readonly environment: string | undefined;
  readonly by: string | undefined;
  readonly now: Date;
}

/** The local stack says where its stage file is. */
function environmentOf(given: string | undefined): string {
  if (given !== undefined) return given;
  const file = process.env.CONFIG_FILE;
  if (file === undefined)
    throw new UsageError("expected --environment, as the stack's events have it: the export is recorded");
  return fitToSchema(readYaml(file, "the stage file"), stageSchema).environment;
}

/**
 * Within `enterStack`.
 * @returns null for a copy without a stack: whoever has a copy has exported it already, and there is nobody to tell
 * @throws UsageError where the stack is not named well enough to record the export in it
 */
export async function exportRecorder(exporting: Exporting): Promise<RecordExport | null> {
  const { choice, folder, now } = exporting;
  if (folder !== undefined && choice.stack === undefined && choice.outputs === undefined) return null;
  const places = stackResources("LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");
  const environment = environmentOf(exporting.environment);
  const by = (exporting.by ?? (await whoIsThere(choice))).slice(0, 256);
  return async (exported) => {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
    const events = new EventBridgeClient(clientSettings);
    try {
      const ledger = createDynamoDbLedger(client, places.LOGIN_LEDGER_TABLE);
      const id = ulid(now.getTime());
      const origin = { occurredAt: now, correlationId: id, attemptId: id, environment, producer: createProducer() };
      const event = createEvent(evidenceExported, origin, {
        ...exported,
        by,
        codeVersion: codeVersion().slice(0, 128),
      });
      const key = await ledger.recordEvents(event.metadata.id, now, [event]);
      const publication = {
        publish: (given: Parameters<typeof publishEvents>[2]) => publishEvents(events, places.EVENT_BUS_NAME, given),
        ledger,
        // Recorded all the same: republish-pending sends it.
        onLeftPending: () => undefined,
      };
      await publishRecorded(publication, key, [event]);
    } finally {
      events.destroy();
      client.destroy();
    }
  };
}
