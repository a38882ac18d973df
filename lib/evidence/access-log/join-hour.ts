/** Holds the access log of one hour against the events that were sealed in it and in the hour after, by request id. */
import { createHash } from "node:crypto";
import type * as z from "zod";
import type { accessLogJoined } from "../../events/access-log-joined.ts";
import { NAMED_PARTNERLESS } from "../../events/access-log-joined.ts";
import type { TrailEvent } from "../../events/catalogue.ts";
import { printable } from "../../events/printable.ts";
import { type Hour, hoursLater, startOf } from "../hours.ts";
import { isOwing, type Line, neverCalled, parseLine } from "./line.ts";

export type HourJoin = z.infer<typeof accessLogJoined.data>;

/** A line as CloudWatch keeps it. */
export interface LoggedLine {
  /** Milliseconds since 1970, by CloudWatch. */
  readonly at: number;
  readonly message: string;
}

/** Beyond these an hour is not joined, and says so: they are read into memory, 5 pages a second. */
const MAXIMUM_LINES = 1_000_000;

/**
 * What the log has of a request may stand a little apart from the instant at which it began, and the event is of a later instant than
 * the request: lines are read from so much before the hour to so much after it.
 */
export const MARGIN_MILLISECONDS = 2 * 60_000;

export interface JoinOrder {
  readonly hour: Hour;
  readonly logGroup: string;
  /** From `MARGIN_MILLISECONDS` before the hour to as much after it. */
  readonly lines: AsyncIterable<readonly LoggedLine[]>;
  /** That arrived in the hour or in the one after. */
  readonly events: AsyncIterable<readonly TrailEvent[]>;
  /** @default MAXIMUM_LINES */
  readonly maximumLines?: number;
}

const byBytes = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function hashOf(messages: string[]): string {
  const hash = createHash("sha256");
  for (const message of messages.sort(byBytes)) hash.update(`${message}\n`);
  return hash.digest("hex");
}

function byStatus(lines: Iterable<Line>): HourJoin["unmatched"] {
  const counts = new Map<string, number>();
  for (const { status } of lines) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => byBytes(a, b))
    .slice(0, 100)
    .map(([status, requests]) => ({ status, requests }));
}

interface ReadLines {
  /** Of the hour and of its margins. */
  readonly known: ReadonlySet<string>;
  readonly owed: Map<string, Line>;
  readonly refused: readonly Line[];
  readonly messages: string[];
  readonly unreadable: number;
}

/** @returns null where there are too many */
async function readLines({ hour, lines, maximumLines = MAXIMUM_LINES }: JoinOrder): Promise<ReadLines | null> {
  const [start, end] = [startOf(hour).getTime(), startOf(hoursLater(hour, 1)).getTime()];
  const isWithin = (at: number) => at >= start && at < end;
  const known = new Set<string>();
  const owed = new Map<string, Line>();
  const refused: Line[] = [];
  const messages: string[] = [];
  let unreadable = 0;
  for await (const page of lines) {
    for (const { at, message } of page) {
      const line = parseLine(message);
      if (line) known.add(line.requestId);
      if (!isWithin(line?.at ?? at)) continue;
      messages.push(message);
      if (!line) unreadable += 1;
      else if (neverCalled(line)) refused.push(line);
      else if (isOwing(line)) owed.set(line.requestId, line);
    }
    if (known.size > maximumLines || messages.length > maximumLines) return null;
  }
  return { known, owed, refused, messages, unreadable };
}

function emptyJoin({ hour, logGroup }: JoinOrder): HourJoin {
  return {
    window: { from: startOf(hour).toISOString(), to: startOf(hoursLater(hour, 1)).toISOString() },
    logGroup,
    notJoined: null,
    ...{ lines: 0, unreadable: 0, linesHash: hashOf([]), owed: 0, joined: 0, aggregated: 0, explained: 0 },
    ...{ refusedBefore: [], unmatched: [], eventsWithoutLine: 0, named: { requests: [], events: [] } },
  };
}

export async function joinHour(order: JoinOrder): Promise<HourJoin> {
  const { hour, events } = order;
  const read = await readLines(order);
  if (!read) return { ...emptyJoin(order), notJoined: "too-many-lines" };
  const { known, owed, refused, messages, unreadable } = read;
  const answered = new Set<string>();
  const without: string[] = [];
  let [aggregated, eventsWithoutLine] = [0, 0];
  for await (const batch of events) {
    for (const { metadata, data } of batch) {
      if (metadata.type !== "Login Succeeded" && metadata.type !== "Login Failed") continue;
      const isOfHour = metadata.occurredAt.startsWith(hour);
      if (isOfHour && "count" in data && data.count > 1) aggregated += data.count;
      const requestId = ("client" in data && data.client?.requestId) || null;
      if (requestId === null) continue;
      if (owed.has(requestId)) answered.add(requestId);
      else if (isOfHour && !known.has(requestId)) {
        eventsWithoutLine += 1;
        if (without.length < NAMED_PARTNERLESS) without.push(metadata.id);
      }
    }
  }
  const alone = [...owed.values()].filter(({ requestId }) => !answered.has(requestId)).sort((a, b) => a.at - b.at);
  let left = aggregated;
  const unmatched = alone.filter(({ status }) => {
    const isExplained = left > 0 && status.startsWith("4");
    if (isExplained) left -= 1;
    return !isExplained;
  });
  const requests = unmatched.slice(0, NAMED_PARTNERLESS).map(({ requestId, at, status }) => ({
    requestId: printable(requestId, 64),
    at: new Date(at).toISOString(),
    status,
  }));
  return {
    ...emptyJoin(order),
    ...{ lines: messages.length, unreadable, linesHash: hashOf(messages) },
    ...{ owed: owed.size, joined: answered.size, aggregated, explained: alone.length - unmatched.length },
    ...{ refusedBefore: byStatus(refused), unmatched: byStatus(unmatched), eventsWithoutLine },
    named: { requests, events: without },
  };
}

/** Requests and events without a partner, and lines that nobody can read. */
export const partnerless = ({ unmatched, eventsWithoutLine, unreadable }: HourJoin): number =>
  unmatched.reduce((sum, { requests }) => sum + requests, 0) + eventsWithoutLine + unreadable;
