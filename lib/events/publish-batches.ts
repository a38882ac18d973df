/** Cuts events into PutEvents calls within its limits, counting bytes as EventBridge does. */
import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { TrailEvent } from "./catalogue.ts";
import { SOURCE } from "./event-type.ts";

/** Entries of one call. */
const MAXIMUM_ENTRIES = 10;

/** Bytes of one call, and so of one entry. */
const MAXIMUM_BYTES = 1024 * 1024;

/** What EventBridge counts for an entry's Time. */
const TIME_BYTES = 14;

export interface SizedEntry {
  readonly eventId: string;
  readonly entry: PutEventsRequestEntry;
  readonly bytes: number;
}

export interface Batches {
  readonly batches: readonly (readonly SizedEntry[])[];
  /** Those that alone exceed a call. */
  readonly tooLarge: readonly SizedEntry[];
}

function sized(busName: string, event: TrailEvent): SizedEntry {
  const detailType = event.metadata.type;
  const detail = JSON.stringify(event);
  return {
    eventId: event.metadata.id,
    entry: {
      EventBusName: busName,
      Source: SOURCE,
      DetailType: detailType,
      Time: new Date(event.metadata.occurredAt),
      Detail: detail,
    },
    bytes: TIME_BYTES + Buffer.byteLength(SOURCE) + Buffer.byteLength(detailType) + Buffer.byteLength(detail),
  };
}

/** In the order given. */
export function publishBatches(busName: string, events: readonly TrailEvent[]): Batches {
  const batches: SizedEntry[][] = [];
  const tooLarge: SizedEntry[] = [];
  let room = 0;
  for (const entry of events.map((event) => sized(busName, event))) {
    if (entry.bytes > MAXIMUM_BYTES) {
      tooLarge.push(entry);
      continue;
    }
    const current = batches.at(-1);
    if (current && current.length < MAXIMUM_ENTRIES && entry.bytes <= room) current.push(entry);
    else {
      batches.push([entry]);
      room = MAXIMUM_BYTES;
    }
    room -= entry.bytes;
  }
  return { batches, tooLarge };
}
