/**
 * Items that carry events still to be published. While something is pending an item has no time to live, and stands in
 * the sparse index `pending`:
 *   pending       event id > JSON of the event's detail
 *   pendingShard  0..15, so that the index's partitions share the load
 *   pendingSince  ISO instant from which the events wait
 *   keepUntil     what `expiresAt` (the table's time to live) becomes when nothing is pending any more
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { TrailEvent } from "../events/catalogue.ts";

export const PENDING_SHARDS = 16;

/** What a publisher reads of an item; `attempts` only where it aggregates a flood. */
export const pendingItem = z.object({
  pk: z.string(),
  pending: z.record(z.string(), z.string()),
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
  return { pending: pendingMap(events), pendingShard: shardOf(pk), pendingSince: since.toISOString(), keepUntil };
}

/** The events of an item in the order of their ids; they were held against the contract when they were made. */
export function pendingEvents({ pending }: PendingItem): readonly TrailEvent[] {
  const inOrder = Object.entries(pending).sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.map(([, json]) => JSON.parse(json) as TrailEvent);
}
