import serialize from "canonicalize";
import type { TrailEvent } from "../events/catalogue.ts";

/** The package is CommonJS whose export is the function; its declarations speak of an ES module's default. */
const canonicalize = serialize as unknown as (input: unknown) => string | undefined;

/** An event as it stands in the archive: its detail as canonical JSON (RFC 8785), so that the same event gives the same bytes. */
export interface ArchiveLine {
  readonly eventId: string;
  readonly json: string;
}

/** @throws Error where the event holds a number that JSON cannot carry. */
export function archiveLine(event: TrailEvent): ArchiveLine {
  const json = canonicalize(event);
  if (json === undefined) throw new Error("the event has no JSON form");
  return { eventId: event.metadata.id, json };
}
