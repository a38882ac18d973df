/** The access log in a report, as the sealed events tell of it hour by hour. */
import { describe, expect, test } from "@jest/globals";
import type * as z from "zod";
import { accessLogJoined } from "../../../lib/events/access-log-joined.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { createEvent } from "../../../lib/events/create-event.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { type Hour, hoursBetween, hoursLater, startOf } from "../../../lib/evidence/hours.ts";
import { aLoginFailed } from "../../helpers/events.ts";
import { anArchive, inHour, PERIOD } from "./helpers/a-month.ts";
import { build, resultOf, toldBy } from "./helpers/build.ts";

const ULID = "01J8ZQ4Y3V5K7M9N2P4R6T8W0X";
const TEST = "joined-to-access-log";
const CLIENT = { ip: null, userAgent: null };
const producer = createProducer();

/** What became of an hour; where nothing is said, each of its two requests had its event. */
function joined(of: Hour, data: Partial<z.input<typeof accessLogJoined.data>> = {}): TrailEvent {
  const origin = { occurredAt: inHour(hoursLater(of, 2), 20), correlationId: ULID, attemptId: ULID };
  return createEvent(
    accessLogJoined,
    { ...origin, environment: "test", producer },
    {
      window: { from: startOf(of).toISOString(), to: startOf(hoursLater(of, 1)).toISOString() },
      logGroup: "access",
      notJoined: null,
      ...{ lines: 3, unreadable: 0, linesHash: "0".repeat(64), owed: 2, joined: 2, aggregated: 0, explained: 0 },
      ...{ refusedBefore: [{ status: "429", requests: 1 }], unmatched: [], eventsWithoutLine: 0 },
      named: { requests: [], events: [] },
      ...data,
    },
  );
}

const unmatched = (of: Hour, ...ids: readonly string[]) => ({
  joined: 1,
  unmatched: [{ status: "500", requests: ids.length }],
  named: {
    requests: ids.map((requestId) => ({ requestId, at: inHour(of, 5).toISOString(), status: "500" })),
    events: [],
  },
});

type Hours = Readonly<Record<Hour, Parameters<typeof joined>[1] | null>>;

/** A report on an archive whose every hour was joined two hours later, but for what is said otherwise. */
async function report(hours: Hours = {}, more: Readonly<Record<Hour, readonly TrailEvent[]>> = {}) {
  const events = new Map<Hour, TrailEvent[]>(Object.entries(more).map(([hour, own]) => [hour, [...own]]));
  for (const of of hoursBetween(hoursLater(PERIOD.from, -2), PERIOD.to)) {
    if (hours[of] === null) continue;
    const arrived = hoursLater(of, 2);
    events.set(arrived, [...(events.get(arrived) ?? []), joined(of, hours[of])]);
  }
  const { store } = await anArchive(Object.fromEntries(events));
  return build(store);
}

const [HOUR, LATER] = [hoursLater(PERIOD.from, 3), hoursLater(PERIOD.from, 8)];

describe("the access log, as sealed events tell of it", () => {
  test("passes where every request of every hour had its event, and is added up, the hours after the period's end included", async () => {
    const built = await report();
    const hours = built.report.period.hours;
    expect(resultOf(built, TEST)).toMatchObject({ result: "passed", examined: 2 * hours });
    expect(built.report.completeness).toMatchObject({
      parameters: { accessLog: null },
      accessLog: {
        source: "the log group access, by the sealed events Access Log Joined",
        sha256: null,
        hours: { asked: hours, joined: hours },
        ...{ lines: 3 * hours, owed: 2 * hours, joined: 2 * hours, unmatched: {}, refusedBefore: { 429: hours } },
      },
    });
  });

  test("names each request without an event; one whose event arrived late is explained, and joined after all", async () => {
    const late = aLoginFailed({ client: { ...CLIENT, requestId: "r-late" } }, inHour(HOUR, 5));
    const built = await report({ [HOUR]: unmatched(HOUR, "r-lost", "r-late") }, { [LATER]: [late] });
    const at = inHour(HOUR, 5).toISOString();
    expect(resultOf(built, TEST).listed).toMatchObject([
      { state: "open", what: `status 500: the request r-lost of ${at} has no event`, hour: HOUR },
      {
        state: "explained",
        what: `status 500: the request r-late of ${at} has no event`,
        note: `its event arrived after the hour was joined, in ${LATER}`,
        eventId: late.metadata.id,
      },
    ]);
    const { hours } = built.report.period;
    expect(built.report.completeness.accessLog).toMatchObject({ joined: 2 * hours, unmatched: { 500: 1 } });
  });

  test("names a late event whose request the log does not have, and those that the join found", async () => {
    const late = aLoginFailed({ client: { ...CLIENT, requestId: "r-stray" } }, inHour(HOUR, 5));
    const found = { eventsWithoutLine: 1, named: { requests: [], events: [ULID] } };
    const built = await report({ [LATER]: found }, { [LATER]: [late] });
    expect(resultOf(built, TEST).listed).toMatchObject([
      { what: "names a request that the access log does not have", hour: LATER, eventId: ULID },
      { what: "names a request that the access log does not have", hour: LATER, eventId: late.metadata.id },
    ]);
  });

  test("says of each hour that was not joined, had too many lines, or more without a partner than are named", async () => {
    const many = { ...unmatched(LATER, "r-1"), unmatched: [{ status: "500", requests: 9 }], unreadable: 2 };
    const [first, second] = [HOUR, hoursLater(HOUR, 1)];
    const built = await report({ [first]: null, [second]: { notJoined: "too-many-lines" }, [LATER]: many });
    expect(toldBy(built, TEST).map(({ state, what }) => `${state}: ${what.replace(/ of 2026.*Z/, "")}`)).toEqual([
      "open: the access log of this hour was not joined",
      "open: the access log of this hour has more lines than can be joined: nothing is known of it",
      "open: 2 lines of the access log cannot be read",
      "open: status 500: the request r-1 has no event",
      "open: 8 more, which the join of this hour counts and does not name",
    ]);
    expect(built.report.completeness.accessLog?.hours).toEqual({
      asked: built.report.period.hours,
      joined: built.report.period.hours - 2,
    });
  });

  test("an hour whose join cannot be there yet is explained", async () => {
    const last = { [PERIOD.to]: null, [hoursLater(PERIOD.to, -1)]: null };
    expect(toldBy(await report(last), TEST)).toEqual([
      { state: "explained", what: "the access log of this hour was not joined yet" },
      { state: "explained", what: "the access log of this hour was not joined yet" },
    ]);
  });

  test("of a period in which nothing was joined is no test at all, and the report says so", async () => {
    const nothing = Object.fromEntries(
      hoursBetween(hoursLater(PERIOD.from, -2), PERIOD.to).map((hour) => [hour, null]),
    );
    const built = await report(nothing);
    expect(resultOf(built, TEST)).toMatchObject({ result: "not-run", notRun: expect.stringContaining("no hour") });
    expect(built.report.completeness.accessLog).toBeNull();
  });
});
