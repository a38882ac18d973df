/**
 * Which events were counted before. Queues deliver at least once and metrics can't be taken back, so each event leaves a
 * marker `counted#<event id>` in the ledger's table for 15 days, a day longer than a queue keeps a message.
 */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { batchGet } from "../dynamodb/batch-get.ts";
import { batchPut } from "../dynamodb/batch-put.ts";
import type { Wait } from "../dynamodb/retry-unprocessed.ts";
import type { TrailEvent } from "../events/catalogue.ts";

const KEPT_SECONDS = 15 * 86_400;

export interface CountedEvents {
  /** Those of the events that have no marker, each id once. */
  uncounted(events: readonly TrailEvent[]): Promise<readonly TrailEvent[]>;
  mark(events: readonly TrailEvent[], now: Date): Promise<void>;
}

const markerOf = (event: TrailEvent): string => `counted#${event.metadata.id}`;

/** @param wait between attempts at what DynamoDB left unprocessed */
export function createCountedEvents(client: DynamoDBDocumentClient, ledgerTable: string, wait?: Wait): CountedEvents {
  return {
    async uncounted(events) {
      const distinct = new Map(events.map((event) => [markerOf(event), event]));
      const keys = [...distinct.keys()].map((pk) => ({ pk }));
      for (const { pk } of await batchGet(client, ledgerTable, keys, wait)) distinct.delete(String(pk));
      return [...distinct.values()];
    },
    mark(events, now) {
      const expiresAt = Math.floor(now.getTime() / 1000) + KEPT_SECONDS;
      return batchPut(
        client,
        ledgerTable,
        events.map((event) => ({ pk: markerOf(event), expiresAt })),
        wait,
      );
    },
  };
}
