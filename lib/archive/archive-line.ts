import type { TrailEvent } from "../events/catalogue.ts";
import { canonicalJson } from "./canonical-json.ts";

/** An event as it stands in the archive: its detail as canonical JSON (RFC 8785), so that the same event gives the same bytes. */
export interface ArchiveLine {
  readonly eventId: string;
  readonly json: string;
}

/** @throws Error where the event holds a number that JSON cannot carry. */
export function archiveLine(event: TrailEvent): ArchiveLine {
  return { eventId: event.metadata.id, json: canonicalJson(event) };
}
