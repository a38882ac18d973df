/**
 * Which events were counted before, and what was seen before. Queues deliver at least once and metrics can't be taken back, so
 * each event leaves a mark in the ledger's table for 15 days, a day longer than a queue keeps a message; what it was the first to
 * show leaves markers of its own (first-sightings.ts), for as long or for good.
 *   pk      counted#<the five seconds in which they occurred, by their beginning>
 *   events  marks: of the hash of each event's id, the first 48 bits. An event that is new passes for one that was counted once in
 *           some 10^12 times, where a hundred occur in five seconds; an item has room for 40,000.
 * DynamoDB charges a write by the kilobyte: one for all that a batch has of these five seconds costs as much as one for each event would.
 */
import { createHash } from "node:crypto";
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { batchGet } from "../dynamodb/batch-get.ts";
import { batchPut } from "../dynamodb/batch-put.ts";
import type { Wait } from "../dynamodb/retry-unprocessed.ts";
import type { TrailEvent } from "../events/catalogue.ts";
import { type Firsts, firstSightings, sightingsOf } from "./first-sightings.ts";

const KEPT_SECONDS = 15 * 86_400;

export const MARKED_TOGETHER_SECONDS = 5;

/** Of base64url, six bits each. */
export const MARK_CHARACTERS = 8;

interface Uncounted {
  /** Those that have no mark, each id once. */
  readonly events: readonly TrailEvent[];
  readonly firsts: Firsts;
}

export interface CountedEvents {
  uncounted(events: readonly TrailEvent[]): Promise<Uncounted>;
  mark(events: readonly TrailEvent[], firsts: Firsts, now: Date): Promise<void>;
}

const stored = z.object({ pk: z.string(), events: z.set(z.string()).default(new Set<string>()) });

function placeOf({ metadata }: TrailEvent): string {
  const length = MARKED_TOGETHER_SECONDS * 1000;
  const begins = Math.floor(Date.parse(metadata.occurredAt) / length) * length;
  return `counted#${new Date(begins).toISOString()}`;
}

const markOf = ({ metadata }: TrailEvent): string =>
  createHash("sha256").update(metadata.id).digest("base64url").slice(0, MARK_CHARACTERS);

function marksByPlace(events: readonly TrailEvent[]): ReadonlyMap<string, Set<string>> {
  const places = new Map<string, Set<string>>();
  for (const event of events) {
    const place = placeOf(event);
    places.set(place, (places.get(place) ?? new Set()).add(markOf(event)));
  }
  return places;
}

/** @param wait between attempts at what DynamoDB left unprocessed */
export function createCountedEvents(client: DynamoDBDocumentClient, ledgerTable: string, wait?: Wait): CountedEvents {
  async function read(pks: readonly string[], consistent: boolean) {
    const keys = [...new Set(pks)].map((pk) => ({ pk }));
    return (await batchGet(client, ledgerTable, keys, { wait, consistent })).map((item) => stored.parse(item));
  }
  async function addMarks(pk: string, marks: Set<string>, expiresAt: number): Promise<void> {
    const add = new UpdateCommand({
      TableName: ledgerTable,
      Key: { pk },
      UpdateExpression: "ADD events :marks SET expiresAt = :expiresAt",
      ExpressionAttributeValues: { ":marks": marks, ":expiresAt": expiresAt },
    });
    await client.send(add);
  }
  return {
    async uncounted(events) {
      const [places, seen] = await Promise.all([
        read(events.map(placeOf), true),
        // What was seen for the first time a second ago may be counted again: no more than where it happens at the same moment.
        read(
          events.flatMap(sightingsOf).map(({ marker }) => marker),
          false,
        ),
      ]);
      const marked = new Map(places.map(({ pk, events: marks }) => [pk, marks]));
      const markers = new Set(seen.map(({ pk }) => pk));
      const distinct = new Map(events.map((event) => [event.metadata.id, event]));
      const fresh = [...distinct.values()].filter((event) => !marked.get(placeOf(event))?.has(markOf(event)));
      return { events: fresh, firsts: firstSightings(fresh, (marker) => markers.has(marker)) };
    },
    async mark(events, firsts, now) {
      const expiresAt = Math.floor(now.getTime() / 1000) + KEPT_SECONDS;
      const sightings = events.flatMap(({ metadata }) => firsts.get(metadata.id) ?? []);
      const seen = sightings.map(({ marker, passing }) => ({ pk: marker, ...(passing && { expiresAt }) }));
      const marks = [...marksByPlace(events)].map(([pk, of]) => addMarks(pk, of, expiresAt));
      await Promise.all([...marks, batchPut(client, ledgerTable, seen, wait)]);
    },
  };
}
