import { describe, expect, test } from "@jest/globals";
import { timeTicks } from "../../../local/pages/chart/time-ticks.ts";
import { readTimeRange } from "../../../local/pages/dashboard/time-range.ts";

const now = new Date("2026-08-03T12:34:56.000Z");

function read(query: string) {
  const { range, fault } = readTimeRange(new URLSearchParams(query), now);
  const { id, start, end, period } = range;
  return { id, minutes: (end - start) / 60_000, end: new Date(end).toISOString(), period, fault };
}

describe("a time range", () => {
  test("ends with the minute that runs, and is an hour where nothing is said", () => {
    expect(read("")).toEqual({ id: "1h", minutes: 60, end: "2026-08-03T12:35:00.000Z", period: 60, fault: null });
  });

  test.each([
    ["15m", 15, 60],
    ["3h", 180, 60],
    ["12h", 720, 300],
    ["1d", 1440, 300],
    ["1w", 10_080, 3600],
  ])("of %s is of %i minutes, in points of %i seconds", (id, minutes, period) => {
    expect(read(`range=${id}`)).toMatchObject({ id, minutes, period, fault: null });
  });

  test("can be any in UTC, with points that a chart can show apart", () => {
    const custom = (from: string, to: string) => read(`range=custom&from=${from}&to=${to}`);
    expect(custom("2026-08-01T00:00", "2026-08-01T00:30")).toMatchObject({ id: "custom", minutes: 30, period: 60 });
    expect(custom("2026-06-01T00:00", "2026-08-01T00:00")).toMatchObject({ period: 21_600 });
  });

  test.each([
    ["range=custom", "both needed"],
    ["range=custom&from=yesterday&to=2026-08-01T00:00", "both needed"],
    ["range=custom&from=2026-08-01T00:00&to=2026-08-01T00:00", "must end after"],
    ["range=custom&from=2026-01-01T00:00&to=2026-08-01T00:00", "At most 90 days"],
    ["range=1y", "no such time range"],
  ])("%s is said to be wrong, and the last hour is shown", (query, fault) => {
    expect(read(query)).toMatchObject({ id: "1h", minutes: 60, fault: expect.stringContaining(fault) });
  });
});

describe("the times along an axis", () => {
  const ticks = (start: string, end: string) =>
    timeTicks({ start: Date.parse(start), end: Date.parse(end), width: 60_000 }).map(({ text }) => text);

  test("are round, few, and a day where one begins", () => {
    expect(ticks("2026-08-03T12:21:00Z", "2026-08-03T12:36:00Z")).toEqual(["12:25", "12:30", "12:35"]);
    expect(ticks("2026-08-02T14:00:00Z", "2026-08-03T14:00:00Z")).toEqual(["18:00", "08-03", "06:00", "12:00"]);
    expect(ticks("2026-07-27T14:00:00Z", "2026-08-03T14:00:00Z")).toHaveLength(7);
  });
});
