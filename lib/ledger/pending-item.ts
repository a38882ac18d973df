/**
 * Items that carry events still to be published. While something is pending an item has no time to live, and stands in
 * the sparse index `pending`:
 *   pending       event id > JSON of the event's detail; of an item that carries its events from the start, in Brotli: it is
 *                 written whole and settled whole, and DynamoDB charges both by its size
 *   pendingShard  0..15, so that the index's partitions share the load
 *   pendingSince  ISO instant from which the events wait
 *   keepUntil     what `expiresAt` (the table's time to live) becomes when nothing is pending any more
 */
import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { z } from "zod";
import type { TrailEvent } from "../events/catalogue.ts";

export const PENDING_SHARDS = 16;

/** More than any event's JSON has, in bytes. */
const LONGEST_EVENT = 1024 * 1024;

/** A higher quality takes milliseconds for a few bytes. */
const COMPRESSION = {
  params: {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: 5,
  },
};

/** Events as an item carries them, by id. */
export const carriedEvents = z.record(z.string(), z.union([z.string(), z.instanceof(Uint8Array)]));

/** What a publisher reads of an item; `attempts` only where it aggregates a flood. */
export const pendingItem = z.object({
  pk: z.string(),
  pending: carriedEvents,
  attempts: z.number().optional(),
});

export type PendingItem = z.infer<typeof pendingItem>;

/** Whether an item that was read still carries events. */
export const isPending = (item: Readonly<Record<string, unknown>>): boolean => item.pending !== undefined;

export function shardOf(pk: string): number {
  return createHash("sha256").update(pk).digest().readUInt8(0) % PENDING_SHARDS;
}

export function pendingMap(events: readonly TrailEvent[]): Record<string, string> {
  return Object.fromEntries(events.map((event) => [event.metadata.id, JSON.stringify(event)]));
}

/** The attributes of an item that is written with these events; without any, it may expire from the start. */
export function pendingAttributes(pk: string, since: Date, keepUntil: number, events: readonly TrailEvent[]): object {
  if (events.length === 0) return { expiresAt: keepUntil };
  const pending = Object.fromEntries(
    Object.entries(pendingMap(events)).map(([id, json]) => [id, brotliCompressSync(json, COMPRESSION)]),
  );
  return { pending, pendingShard: shardOf(pk), pendingSince: since.toISOString(), keepUntil };
}

const jsonOf = (event: string | Uint8Array): string =>
  typeof event === "string" ? event : brotliDecompressSync(event, { maxOutputLength: LONGEST_EVENT }).toString("utf8");

/** The events of an item in the order of their ids; they were held against the contract when they were made. */
export function pendingEvents({ pending }: PendingItem): readonly TrailEvent[] {
  const inOrder = Object.entries(pending).sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.map(([, event]) => JSON.parse(jsonOf(event)) as TrailEvent);
}
