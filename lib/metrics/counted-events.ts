/**
 * Which events were counted before, and what was seen before. Queues deliver at least once and metrics can't be taken back, so
 * each event leaves a marker `counted#<event id>` in the ledger's table for 15 days, a day longer than a queue keeps a message;
 * what it was the first to show leaves markers of its own (first-sightings.ts), for as long or for good.
 */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { batchGet } from "../dynamodb/batch-get.ts";
import { batchPut } from "../dynamodb/batch-put.ts";
import type { Wait } from "../dynamodb/retry-unprocessed.ts";
import type { TrailEvent } from "../events/catalogue.ts";
import { type Firsts, firstSightings, sightingsOf } from "./first-sightings.ts";

const KEPT_SECONDS = 15 * 86_400;

interface Uncounted {
  /** Those that have no marker, each id once. */
  readonly events: readonly TrailEvent[];
  readonly firsts: Firsts;
}

export interface CountedEvents {
  uncounted(events: readonly TrailEvent[]): Promise<Uncounted>;
  mark(events: readonly TrailEvent[], firsts: Firsts, now: Date): Promise<void>;
}

const markerOf = (event: TrailEvent): string => `counted#${event.metadata.id}`;

/** @param wait between attempts at what DynamoDB left unprocessed */
export function createCountedEvents(client: DynamoDBDocumentClient, ledgerTable: string, wait?: Wait): CountedEvents {
  return {
    async uncounted(events) {
      const distinct = new Map(events.map((event) => [markerOf(event), event]));
      const sightings = events.flatMap(sightingsOf).map(({ marker }) => marker);
      const keys = [...new Set([...distinct.keys(), ...sightings])].map((pk) => ({ pk }));
      const there = new Set((await batchGet(client, ledgerTable, keys, wait)).map(({ pk }) => String(pk)));
      for (const marker of there) distinct.delete(marker);
      const fresh = [...distinct.values()];
      return { events: fresh, firsts: firstSightings(fresh, (marker) => there.has(marker)) };
    },
    mark(events, firsts, now) {
      const expiresAt = Math.floor(now.getTime() / 1000) + KEPT_SECONDS;
      const sightings = events.flatMap(({ metadata }) => firsts.get(metadata.id) ?? []);
      return batchPut(
        client,
        ledgerTable,
        [
          ...events.map((event) => ({ pk: markerOf(event), expiresAt })),
          ...sightings.map(({ marker, passing }) => ({ pk: marker, ...(passing && { expiresAt }) })),
        ],
        wait,
      );
    },
  };
}
