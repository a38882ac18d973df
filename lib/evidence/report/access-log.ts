/**
 * Joins the API's own access log with the events, by request id. The log is read twice, since it does not fit in memory: before the
 * events, to know its request ids, and after them, to name the lines that no event answered.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { isOwing, type Line, neverCalled, parseLine } from "../access-log/line.ts";
import { type Hour, hoursLater, startOf } from "../hours.ts";
import { createCompactSet } from "./compact-set.ts";
import { at, isOf, type Tell } from "./criterion.ts";
import type { AccessLogResult } from "./report.ts";
import type { SeenEvent } from "./sealed-events.ts";

async function* linesOf(file: string, onBytes: (chunk: string | Buffer) => void): AsyncGenerator<Line | null> {
  const input = createReadStream(file);
  input.on("data", onBytes);
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text.trim() !== "") yield parseLine(text);
  }
}

export interface AccessLog {
  /** Hours after the period that are to be looked at as well. */
  readonly hoursBeyond: number;
  /** Of an event of the period, or, with `isBeyond`, of the hours after it. */
  see(sealed: SeenEvent, isBeyond: boolean): void;
  /**
   * @param lastSealed hour up to which the archive is sealed
   * @returns null where nothing was held against the events
   */
  finish(lastSealed: Hour): Promise<JoinedLog | null>;
}

interface JoinedLog {
  readonly result: AccessLogResult;
  readonly tellUnmatched: (tell: Tell) => Promise<void>;
}

/** @param file JSON Lines */
export async function openAccessLog(file: string, source: string, from: Hour, to: Hour): Promise<AccessLog> {
  const [start, end] = [startOf(from).getTime(), startOf(hoursLater(to, 1)).getTime()];
  const isAsked = (line: Line) => isOwing(line) && line.at >= start && line.at < end;
  const logged = createCompactSet(1 << 15);
  const answered = createCompactSet(1 << 15);
  const hash = createHash("sha256");
  const counts = { lines: 0, unreadable: 0, owed: 0 };
  const refusedBefore: Record<string, number> = {};
  for await (const line of linesOf(file, (chunk) => void hash.update(chunk))) {
    counts.lines += 1;
    if (!line) counts.unreadable += 1;
    else {
      logged.add(line.requestId);
      if (line.at < start || line.at >= end) continue;
      if (neverCalled(line)) refusedBefore[line.status] = (refusedBefore[line.status] ?? 0) + 1;
      else if (isAsked(line)) counts.owed += 1;
    }
  }
  const withoutLine: SeenEvent[] = [];
  let [eventsWithoutLine, aggregated, joined] = [0, 0, 0];
  /** Attempts that aggregated events stand for, by hour of occurrence. */
  const byHour = new Map<Hour, number>();

  return {
    // In which the last requests' events arrive.
    hoursBeyond: 1,
    see(sealed, isBeyond) {
      const { event } = sealed;
      if (!isOf(event, "Login Succeeded") && !isOf(event, "Login Failed")) return;
      const requestId = event.data.client?.requestId ?? null;
      if (isOf(event, "Login Failed") && event.data.count > 1) {
        if (isBeyond) return;
        const hour = event.metadata.occurredAt.slice(0, 13);
        aggregated += event.data.count;
        byHour.set(hour, (byHour.get(hour) ?? 0) + event.data.count);
      }
      if (requestId === null) return;
      if (logged.has(requestId)) answered.add(requestId);
      else if (!isBeyond && event.metadata.occurredAt >= startOf(from).toISOString()) {
        eventsWithoutLine += 1;
        if (withoutLine.length < MAXIMUM_TOLD) withoutLine.push(sealed);
      }
    },
    async finish() {
      const unmatched: Record<string, number> = {};
      const told: { readonly line: Line; readonly isAggregated: boolean }[] = [];
      for await (const line of linesOf(file, () => undefined)) {
        if (!line || !isAsked(line)) continue;
        if (answered.has(line.requestId)) {
          joined += 1;
          continue;
        }
        unmatched[line.status] = (unmatched[line.status] ?? 0) + 1;
        const hour = new Date(line.at).toISOString().slice(0, 13);
        const left = byHour.get(hour) ?? 0;
        const isAggregated = left > 0 && line.status.startsWith("4");
        if (isAggregated) byHour.set(hour, left - 1);
        if (told.length < MAXIMUM_TOLD) told.push({ line, isAggregated });
      }
      const sha256 = hash.digest("hex");
      return {
        result: {
          source,
          sha256,
          hours: null,
          ...counts,
          joined,
          aggregated,
          refusedBefore,
          unmatched,
          eventsWithoutLine,
        },
        async tellUnmatched(tell) {
          const { unreadable } = counts;
          if (unreadable > 0) tell({ what: `${unreadable} lines of the access log cannot be read` });
          for (const { line, isAggregated } of told) {
            const when = new Date(line.at).toISOString();
            const what = `status ${line.status}: the request ${line.requestId} of ${when} has no event`;
            const note = "one of a flood whose attempts were aggregated in this hour, with their number";
            const hour = when.slice(0, 13);
            if (isAggregated) tell({ what, state: "explained", note, hour });
            else tell({ what, note: "look for the request id in the function's log", hour });
          }
          for (const sealed of withoutLine)
            tell({ ...at(sealed), what: "names a request that the access log does not have" });
          const all = Object.values(unmatched).reduce((sum, count) => sum + count, 0) + eventsWithoutLine;
          const rest = all - told.length - withoutLine.length;
          if (rest > 0)
            tell({ what: `${rest} more, which are counted by status in report.json and not listed one by one` });
        },
      };
    },
  };
}

/** Beyond this many they are counted, and named as a sum: something is wrong with the log itself. */
const MAXIMUM_TOLD = 50_000;
