import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { TrailEvent } from "./catalogue.ts";
import { publishBatches, type SizedEntry } from "./publish-batches.ts";

export interface RefusedEvent {
  readonly id: string;
  /** EventBridge's error code, the name of the error that a whole call failed with, or our own `EntryTooLarge`. */
  readonly code: string;
}

export interface PublishResult {
  /** Ids of the events the bus has taken. */
  readonly published: readonly string[];
  readonly refused: readonly RefusedEvent[];
}

/**
 * What became of each entry of one call. PutEvents answers without an error even where it refused every entry
 * (FailedEntryCount), so each result is looked at; an entry without a result counts as refused.
 */
async function putBatch(client: EventBridgeClient, batch: readonly SizedEntry[]): Promise<readonly (string | null)[]> {
  try {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: batch.map(({ entry }) => entry) }));
    return batch.map((_, index) => (Entries[index]?.EventId ? null : (Entries[index]?.ErrorCode ?? "NoResult")));
  } catch (error) {
    return batch.map(() => (error instanceof Error ? error.name : "UnknownError"));
  }
}

/**
 * Puts events on the bus, in batches within the limits of PutEvents.
 * Never throws: a call that fails refuses its own entries and leaves the results of the others as they are.
 */
export async function publishEvents(
  client: EventBridgeClient,
  busName: string,
  events: readonly TrailEvent[],
): Promise<PublishResult> {
  const { batches, tooLarge } = publishBatches(busName, events);
  const published: string[] = [];
  const refused: RefusedEvent[] = tooLarge.map(({ eventId }) => ({ id: eventId, code: "EntryTooLarge" }));
  for (const batch of batches) {
    const codes = await putBatch(client, batch);
    for (const [index, { eventId }] of batch.entries()) {
      const code = codes[index] ?? null;
      if (code === null) published.push(eventId);
      else refused.push({ id: eventId, code });
    }
  }
  return { published, refused };
}
