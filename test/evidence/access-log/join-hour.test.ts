/** An hour of the access log against its events: who has a partner, who hasn't, and what explains it. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { type HourJoin, joinHour, type LoggedLine, partnerless } from "../../../lib/evidence/access-log/join-hour.ts";
import { startOf } from "../../../lib/evidence/hours.ts";
import { aHeartbeat, aLoginFailed, aLoginSucceeded } from "../../helpers/events.ts";

const HOUR = "2026-08-03T12";
const START = startOf(HOUR).getTime();
const at = (minute: number) => new Date(START + minute * 60_000);

function line(requestId: string, minute = 10, fields: Readonly<Record<string, string>> = {}): LoggedLine {
  const message = JSON.stringify({
    requestId,
    requestTime: String(START + minute * 60_000),
    route: "ANY /saml/acs",
    status: "302",
    integrationStatus: "200",
    ...fields,
  });
  return { at: START + minute * 60_000, message };
}

const client = (requestId: string | null) => ({ client: { ip: null, userAgent: null, requestId } });
const login = (requestId: string, minute = 10) => aLoginSucceeded(client(requestId), at(minute));

async function* pagesOf<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  // An empty page between two, as CloudWatch gives them.
  yield items.slice(0, 1);
  yield [];
  yield items.slice(1);
}

function join(lines: readonly LoggedLine[], events: readonly TrailEvent[], maximumLines?: number): Promise<HourJoin> {
  const most = maximumLines === undefined ? {} : { maximumLines };
  return joinHour({ hour: HOUR, logGroup: "access", lines: pagesOf(lines), events: pagesOf(events), ...most });
}

describe("an hour of the access log", () => {
  test("whose requests all have their event leaves nothing to look into", async () => {
    const joined = await join(
      [line("r-1"), line("r-2"), line("r-home", 11, { route: "GET /" })],
      [login("r-1"), aHeartbeat(at(1)), aLoginFailed(client("r-2"), at(10))],
    );
    expect(joined).toMatchObject({
      lines: 3,
      owed: 2,
      joined: 2,
      unmatched: [],
      eventsWithoutLine: 0,
      notJoined: null,
    });
    expect(joined.window).toEqual({ from: "2026-08-03T12:00:00.000Z", to: "2026-08-03T13:00:00.000Z" });
    expect(partnerless(joined)).toBe(0);
  });

  test("names the requests without an event, by status, and the events without a request", async () => {
    const stray = login("r-stray");
    const joined = await join(
      [line("r-lost", 12, { status: "500" }), line("r-gone", 11, { status: "500" }), line("r-1")],
      [login("r-1"), stray],
    );
    expect(joined).toMatchObject({
      owed: 3,
      joined: 1,
      unmatched: [{ status: "500", requests: 2 }],
      eventsWithoutLine: 1,
    });
    expect(joined.named).toEqual({
      requests: [
        { requestId: "r-gone", at: at(11).toISOString(), status: "500" },
        { requestId: "r-lost", at: at(12).toISOString(), status: "500" },
      ],
      events: [stray.metadata.id],
    });
    expect(partnerless(joined)).toBe(3);
  });

  test("counts what AWS refused before any function as a class of its own", async () => {
    const refusedBy = (id: string, status: string) => line(id, 5, { status, integrationStatus: "-", route: "-" });
    const joined = await join([refusedBy("r-1", "429"), refusedBy("r-2", "404"), refusedBy("r-3", "429")], []);
    expect(joined.refusedBefore).toEqual([
      { status: "404", requests: 1 },
      { status: "429", requests: 2 },
    ]);
    expect(partnerless(joined)).toBe(0);
  });

  test("explains refusals of a flood by the event that stands for many, and by as many as it stands for", async () => {
    const flood = aLoginFailed({ ...client(null), count: 2 }, at(20));
    const refused = ["r-1", "r-2", "r-3"].map((id, index) => line(id, index + 1, { status: "400" }));
    const joined = await join([...refused, line("r-4", 4, { status: "302" })], [flood, login("r-4", 4)]);
    expect(joined).toMatchObject({ aggregated: 2, explained: 2, unmatched: [{ status: "400", requests: 1 }] });
    expect(joined.named.requests.map(({ requestId }) => requestId)).toEqual(["r-3"]);
  });

  test("ends where it ends: neighbours are known, and neither owe nor count", async () => {
    const joined = await join(
      [line("r-before", -1), line("r-after", 61), line("r-late", 59.99)],
      // The first began before the hour and was judged in it, the last the other way round.
      [login("r-before", 0), login("r-late", 60.01), login("r-after", 61)],
    );
    expect(joined).toMatchObject({ lines: 1, owed: 1, joined: 1, eventsWithoutLine: 0, unmatched: [] });
  });

  test("has a hash that the shell makes as well, whatever the order of its pages", async () => {
    const lines = [line("r-b"), line("r-a"), { at: START + 1, message: "no line of this log" }];
    const [one, other] = [await join(lines, []), await join(lines.toReversed(), [])];
    const sorted = lines.map(({ message }) => message).sort();
    expect(one.linesHash).toBe(
      createHash("sha256")
        .update(`${sorted.join("\n")}\n`)
        .digest("hex"),
    );
    expect(other.linesHash).toBe(one.linesHash);
    expect(one.unreadable).toBe(1);
  });

  test("with more lines than can be held says that it was not joined, and counts nothing", async () => {
    const joined = await join([line("r-1"), line("r-2"), line("r-3")], [login("r-1")], 2);
    expect(joined).toMatchObject({ notJoined: "too-many-lines", lines: 0, owed: 0, joined: 0 });
  });
});
