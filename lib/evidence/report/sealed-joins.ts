/**
 * The access log as the sealed events tell of it: each Access Log Joined is one hour, which was held against its events when it was sealed.
 * What arrived later than an hour's join closes what the join had left open.
 */
import { type Hour, hourOf, hoursBetween, hoursLater } from "../hours.ts";
import type { AccessLog } from "./access-log.ts";
import { isOf, type Tell } from "./criterion.ts";
import type { AccessLogResult } from "./report.ts";
import type { SeenEvent } from "./sealed-events.ts";

/** Hours of arrival after an hour in which its join may come: the next one has to be sealed, and then the run is once an hour. */
const JOINED_WITHIN_HOURS = 4;

/** A join reads the hour's own arrivals and those of the hour after. */
const LATE_AFTER_HOURS = 2;

/** Beyond this many late events they are counted, and named as a sum. */
const MAXIMUM_LATE = 100_000;

type JoinedData = Extract<SeenEvent["event"], { metadata: { type: "Access Log Joined" } }>["data"];

interface Late {
  readonly hour: Hour;
  readonly occurredIn: Hour;
  readonly eventId: string;
}

function isLate(occurredAt: string, arrived: Hour): boolean {
  // Nearly every event.
  if (occurredAt.startsWith(arrived)) return false;
  const occurred = new Date(occurredAt);
  return !Number.isNaN(occurred.getTime()) && hoursLater(hourOf(occurred), LATE_AFTER_HOURS) <= arrived;
}

const NOTHING: readonly SeenEvent[] = [];

/** Of an event what the joins need to know, as JSON has it; of nearly every event that is nothing. */
export function tellsOfJoins({ event, hour, leaf }: SeenEvent): readonly SeenEvent[] {
  if (isOf(event, "Access Log Joined")) return [{ event, hour, leaf }];
  if (!isOf(event, "Login Succeeded") && !isOf(event, "Login Failed")) return NOTHING;
  if (!isLate(event.metadata.occurredAt, hour)) return NOTHING;
  const data = { client: { requestId: event.data.client?.requestId ?? null } };
  return [{ event: { metadata: event.metadata, data } as unknown as SeenEvent["event"], hour, leaf }];
}

const add = (counts: Record<string, number>, by: readonly { readonly status: string; readonly requests: number }[]) => {
  for (const { status, requests } of by) counts[status] = (counts[status] ?? 0) + requests;
};

/** What every hour's join says, added up; a late event joins its request after all. */
function addUp(joins: readonly JoinedData[], late: ReadonlyMap<string, Late>) {
  const counts = { lines: 0, unreadable: 0, owed: 0, joined: 0, aggregated: 0, eventsWithoutLine: 0 };
  const [refusedBefore, unmatched]: Record<string, number>[] = [{}, {}];
  for (const join of joins) {
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += join[name];
    add(refusedBefore ?? {}, join.refusedBefore);
    add(unmatched ?? {}, join.unmatched);
    for (const { requestId, status } of join.named.requests) {
      if (!unmatched || !late.has(requestId)) continue;
      counts.joined += 1;
      unmatched[status] = (unmatched[status] ?? 0) - 1;
      if (unmatched[status] === 0) delete unmatched[status];
    }
  }
  return { ...counts, refusedBefore: refusedBefore ?? {}, unmatched: unmatched ?? {} };
}

function tellJoin(join: JoinedData, hour: Hour, late: ReadonlyMap<string, Late>, tell: Tell): void {
  if (join.notJoined !== null) {
    const what = "the access log of this hour has more lines than can be joined: nothing is known of it";
    tell({ what, note: "give the log of the period as a file (--access-log)", hour });
    return;
  }
  if (join.unreadable > 0) tell({ what: `${join.unreadable} lines of the access log cannot be read`, hour });
  const { requests, events } = join.named;
  for (const { requestId, at, status } of requests) {
    const what = `status ${status}: the request ${requestId} of ${at} has no event`;
    const found = late.get(requestId);
    if (found) {
      const note = `its event arrived after the hour was joined, in ${found.hour}`;
      tell({ what, state: "explained", note, hour, eventId: found.eventId });
    } else tell({ what, note: "look for the request id in the function's log", hour });
  }
  for (const eventId of events) tell({ what: "names a request that the access log does not have", hour, eventId });
  const all = join.unmatched.reduce((sum, each) => sum + each.requests, 0) + join.eventsWithoutLine;
  const rest = all - requests.length - events.length;
  if (rest > 0) {
    const note = "give the log of the period as a file (--access-log) to have them named";
    tell({ what: `${rest} more, which the join of this hour counts and does not name`, note, hour });
  }
}

export function createSealedJoins(from: Hour, to: Hour): AccessLog {
  const joins = new Map<Hour, JoinedData>();
  const late = new Map<string, Late>();
  let notKept = 0;

  function tellAll(lastSealed: Hour, tell: Tell): void {
    for (const hour of hoursBetween(from, to)) {
      const join = joins.get(hour);
      if (join) tellJoin(join, hour, late, tell);
      else if (hoursLater(hour, JOINED_WITHIN_HOURS) > lastSealed) {
        const note = "it is, once the hour after it is sealed: ask for the report again";
        tell({ what: "the access log of this hour was not joined yet", state: "explained", note, hour });
      } else
        tell({
          what: "the access log of this hour was not joined",
          note: "look for the runs of join-access-log",
          hour,
        });
    }
    const requested = new Set(
      [...joins.values()].flatMap(({ named }) => named.requests.map(({ requestId }) => requestId)),
    );
    for (const [requestId, { hour, occurredIn, eventId }] of late) {
      // Where not all are named, nobody can tell.
      const all = joins.get(occurredIn);
      const isKnown =
        all && all.unmatched.reduce((sum, { requests }) => sum + requests, 0) === all.named.requests.length;
      if (requested.has(requestId) || !isKnown || all.notJoined !== null || all.explained > 0) continue;
      tell({ what: "names a request that the access log does not have", hour, eventId });
    }
    if (notKept > 0) tell({ what: `${notKept} events that arrived late were not held against the access log` });
  }

  return {
    hoursBeyond: JOINED_WITHIN_HOURS,
    see({ event, hour }) {
      const { id, occurredAt } = event.metadata;
      if (isOf(event, "Access Log Joined")) {
        const of = event.data.window.from.slice(0, 13);
        if (of >= from && of <= to && !joins.has(of)) joins.set(of, event.data);
        return;
      }
      if (!isOf(event, "Login Succeeded") && !isOf(event, "Login Failed")) return;
      const requestId = event.data.client?.requestId ?? null;
      if (requestId === null || !isLate(occurredAt, hour)) return;
      if (late.size >= MAXIMUM_LATE) notKept += 1;
      else late.set(requestId, { hour, occurredIn: occurredAt.slice(0, 13), eventId: id });
    },
    async finish(lastSealed) {
      if (joins.size === 0) return null;
      const hours = hoursBetween(from, to);
      const found = hours.flatMap((hour) => joins.get(hour) ?? []);
      const groups = [...new Set(found.map(({ logGroup }) => logGroup))].sort();
      const result: AccessLogResult = {
        source: `the log group ${groups.join(", ")}, by the sealed events Access Log Joined`,
        sha256: null,
        hours: { asked: hours.length, joined: found.filter(({ notJoined }) => notJoined === null).length },
        ...addUp(found, late),
      };
      return { result, tellUnmatched: async (tell) => tellAll(lastSealed, tell) };
    },
  };
}
