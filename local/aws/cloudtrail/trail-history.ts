/** CloudTrail's history: every record that was emitted, in a file, the latest of them at hand. */
import { type KeptLines, openKeptLines } from "../../files/kept-lines.ts";
import type { EventEnvelope } from "../event-bridge.ts";

export type TrailHistory = KeptLines<EventEnvelope>;

/** As many are answered for; AWS keeps 90 days of them. */
const MAXIMUM_RECORDS = 10_000;

export const openTrailHistory = (file: string): Promise<TrailHistory> =>
  openKeptLines(file, MAXIMUM_RECORDS, (json) => json as EventEnvelope);
