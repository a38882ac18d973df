/** What reading one hour's events leaves for the report on a period. Plain data, as JSON has it: hours are read in other threads, and kept. */
import type { Hour } from "../../hours.ts";
import type { PopulationName } from "../populations.ts";
import type { Unread } from "../report.ts";
import type { Drawn } from "../sample.ts";
import type { SeenEvent } from "../sealed-events.ts";
import type { HourCounts } from "./count-hour.ts";
import type { ExaminedTests } from "./examine-tests.ts";
import type { NotedUses } from "./note-uses.ts";

export interface HourPart {
  readonly hour: Hour;
  /** Events that could be read. */
  readonly read: number;
  readonly heartbeats: number;
  readonly unread: readonly Unread[];
  readonly counts: HourCounts;
  readonly tests: ExaminedTests;
  /** Of each population those that this hour may have in a sample drawn over the period: none that others are known to beat. */
  readonly drawn: readonly Drawn[];
  /** People of a list of joiners and leavers who were met. */
  readonly met: readonly string[];
  /** What became of the API's access log, and outcomes that came too late for it. */
  readonly joins: readonly SeenEvent[];
  /** Outcomes of requests, where an access log is to be held against them. */
  readonly outcomes: readonly SeenEvent[];
}

/** Consecutive hours, with what was noted over all of them: people come again from hour to hour. */
export interface ExaminedHours {
  readonly hours: readonly HourPart[];
  readonly uses: NotedUses;
}

export type Kind = "csv" | "jsonl";

/** Lines of one file, in memory that threads share, so that none is moved. */
export interface Rows {
  readonly population: PopulationName;
  readonly kind: Kind;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** Takes the rows of an hour's populations, in their order: their memory may be written on again once they were taken. */
export type RowSink = (rows: readonly Rows[]) => Promise<void>;
