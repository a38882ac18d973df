/**
 * Items that carry events still to be published. While something is pending an item has no time to live, and stands in
 * the sparse index `pending`:
 *   pending       ids of the events that wait > JSON of the event's detail, or `true` where it is among `events`; bytes, where an
 *                 earlier version wrote it, in Brotli: such an item may wait while a deployment goes over it
 *   events        the events that the item carries from the start, packed (packed-events.ts)
 *   pendingShard  0..15, so that the index's partitions share the load
 *   pendingSince  ISO instant from which the events wait
 *   keepUntil     what `expiresAt` (the table's time to live) becomes when nothing is pending any more
 */
import { createHash } from "node:crypto";
import { brotliDecompressSync } from "node:zlib";
import * as z from "zod";
import type { TrailEvent } from "../events/catalogue.ts";
import { packEvents, unpackEvents } from "./packed-events.ts";

export const PENDING_SHARDS = 16;

/** Events that wait, by id. */
const waitingEvents = z.record(z.string(), z.union([z.string(), z.literal(true), z.instanceof(Uint8Array)]));

/** More than any event's JSON has, in bytes. */
const LONGEST_EVENT = 1024 * 1024;

/** What a publisher reads of an item; `attempts` only where it aggregates a flood. */
export const pendingItem = z.object({
  pk: z.string(),
  pending: waitingEvents,
  events: z.instanceof(Uint8Array).optional(),
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
  const pending = Object.fromEntries(events.map((event) => [event.metadata.id, true]));
  return {
    pending,
    events: packEvents(pk, events),
    pendingShard: shardOf(pk),
    pendingSince: since.toISOString(),
    keepUntil,
  };
}

const jsonOf = (event: string | Uint8Array): string =>
  typeof event === "string" ? event : brotliDecompressSync(event, { maxOutputLength: LONGEST_EVENT }).toString("utf8");

/**
 * The events of an item that still wait, in the order of their ids; they were held against the contract when they were made.
 * @throws Error where one of them is nowhere in the item
 */
export function pendingEvents({ pk, pending, events }: PendingItem): readonly TrailEvent[] {
  const packed = new Map(events && unpackEvents(pk, events).map((event) => [event.metadata.id, event]));
  const inOrder = Object.entries(pending).sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.map(([id, waiting]) => {
    const event = waiting === true ? packed.get(id) : (JSON.parse(jsonOf(waiting)) as TrailEvent);
    if (!event) throw new Error(`the item ${pk} does not carry its event ${id}`);
    return event;
  });
}
