import { describe, expect, test } from "@jest/globals";
import { type Chart, type DrawnSeries, numberText } from "../../../local/pages/chart/chart.ts";
import { drawChart } from "../../../local/pages/chart/draw-chart.ts";
import { lookOf } from "../../../local/pages/chart/look.ts";
import { scaleFor } from "../../../local/pages/chart/scale.ts";
import { summaryOf } from "../../../local/pages/chart/summary.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-08-03T12:00:00.000Z");

/** @param values by minute after twelve */
function series(label: string, values: Record<number, number>, more: Partial<DrawnSeries> = {}): DrawnSeries {
  const points = Object.entries(values).map(([minute, value]) => [START + Number(minute) * MINUTE, value] as const);
  return { label, addsUp: true, points: new Map(points), ...more };
}

function chart(drawn: readonly DrawnSeries[], more: Partial<Chart> = {}): Chart {
  const slots = { start: START, end: START + 10 * MINUTE, width: MINUTE };
  return { id: "c", title: "Logins", unit: "logins", stacked: true, series: drawn, lines: [], slots, ...more };
}

const drawn = (given: Chart): string => drawChart(given).toString();

describe("the scale", () => {
  test.each([
    [[], [0, 1]],
    [[1], [0, 1]],
    [[3], [0, 1, 2, 3]],
    [[17], [0, 5, 10, 15, 20]],
    [[0.3], [0, 0.1, 0.2, 0.3]],
    [
      [-5, 12],
      [-5, 0, 5, 10, 15],
    ],
  ])("over %j has the round ticks %j", (values, ticks) => {
    const found = scaleFor(values).ticks.map((tick) => Math.round(tick * 1000) / 1000);
    expect(found).toEqual(ticks);
  });

  test("places its lowest at the bottom and its highest at the top", () => {
    const { ticks, percent } = scaleFor([17]);
    expect([percent(ticks[0] ?? Number.NaN), percent(ticks.at(-1) ?? Number.NaN), percent(10)]).toEqual([100, 0, 50]);
  });
});

describe("the sentence of a chart", () => {
  test("adds up what adds up, and says when it was most", () => {
    const counted = [series("failed", { 1: 1, 5: 2 }), series("succeeded", { 5: 9 })];
    expect(summaryOf(chart(counted))).toBe("12 logins in all: succeeded 9, failed 3; most at 12:05 (11).");
  });

  test("adds nothing up that the dashboard does not stack: one may be part of another", () => {
    const answers = [series("all", { 1: 4 }), series("4xx", { 1: 1 })];
    expect(summaryOf(chart(answers, { stacked: false, unit: "answers" }))).toBe("Answers: all 4, 4xx 1.");
    expect(summaryOf(chart([series("all", { 1: 4, 2: 1 })], { stacked: false, unit: "answers" }))).toBe(
      "5 answers in all; most at 12:01 (4).",
    );
    expect(summaryOf(chart([series("a", { 1: 0 }), series("b", { 1: 0 })]))).toBe("0 logins in all.");
  });

  test("gives the span and the last of what does not add up", () => {
    const latency = [series("p50", { 1: 4, 2: 6.5 }, { addsUp: false }), series("p99", { 2: 80 }, { addsUp: false })];
    expect(summaryOf(chart(latency, { unit: "milliseconds" }))).toBe(
      "In milliseconds: p50 4 to 6.5, last 6.5, p99 80.",
    );
  });

  test("names a few series and counts the rest", () => {
    const many = Array.from({ length: 7 }, (_, index) => series(`reason-${index}`, { 3: 10 - index }));
    expect(summaryOf(chart(many))).toBe("49 logins in all: reason-0 10, reason-1 9, reason-2 8, reason-3 7, 3 more.");
  });

  test("says that there is nothing", () => {
    expect(drawn(chart([series("succeeded", {})]))).toBe(
      '<p class="summary" id="c-summary">No data in this time range.</p>',
    );
  });
});

describe("a chart", () => {
  const stacked = drawn(chart([series("succeeded", { 0: 2, 9: 1 }), series("failed", { 9: 1 })]));

  test("has its values in a table that a keyboard reaches, newest first", () => {
    expect(stacked).toContain('<div class="scroll" id="c-data-scroll" tabindex="0" role="region"');
    const rows = [...stacked.matchAll(/<tr><th scope="row">(.*?)<\/th>(.*?)<\/tr>/g)].map(([, time, cells]) => [
      time,
      cells,
    ]);
    expect(rows).toEqual([
      ["12:09", "<td>1</td><td>1</td>"],
      ["12:00", "<td>2</td><td>–</td>"],
    ]);
  });

  test("stacks its columns on each other", () => {
    const bars = [
      ...stacked.matchAll(/<rect class="bar" x="([\d.]+)%" y="([\d.]+)%" width="8.4%" height="([\d.]+)%"/g),
    ];
    expect(bars.map((bar) => bar.slice(1).map(Number))).toEqual([
      [0.8, 0, 100],
      [90.8, 50, 50],
      [90.8, 0, 50],
    ]);
  });

  test("is named by its title and described by its sentence", () => {
    expect(stacked).toContain('role="img" aria-labelledby="c-title" aria-describedby="c-summary"');
  });

  test("breaks a line where there is no value, and marks what stands alone", () => {
    const broken = drawn(chart([series("p50", { 0: 0, 1: 4, 5: 2 })], { stacked: false }));
    expect(broken).toContain('d="M5 100L15 0"');
    expect([...broken.matchAll(/<use class="mark"[^>]*x="55%" y="50%"/g)]).toHaveLength(1);
  });

  test("draws a line to compare with, and says its value", () => {
    const compared = drawn(chart([series("age", { 0: 1 })], { stacked: false, lines: [{ label: "limit", value: 2 }] }));
    expect(compared).toContain('<line class="compared" x1="0" x2="100%" y1="0%" y2="0%"/>');
    expect(compared).toContain("limit (2)");
  });

  test("escapes what a label brings", () => {
    const hostile = drawn(chart([series('"><script>alert(1)</script>', { 0: 1 }, { colour: 'red" onload="x' })]));
    expect(hostile).not.toContain("<script>");
    expect(hostile).not.toContain("onload");
  });
});

test("the first thirty series differ in more than colour alone, or in colour as well", () => {
  const looks = Array.from({ length: 30 }, (_, index) => {
    const { attributes, dash, mark, hatch } = lookOf(index, undefined);
    return [`${attributes} ${hatch}`, `${attributes} ${dash} ${mark}`, `${dash} ${mark} ${hatch}`] as const;
  });
  expect(new Set(looks.map(([column]) => column)).size).toBe(30);
  expect(new Set(looks.map(([, line]) => line)).size).toBe(30);
  expect(new Set(looks.slice(0, 6).map(([, , plain]) => plain)).size).toBe(6);
});

test("numbers are written for people", () => {
  expect([1234567, 0.126, 3].map(numberText)).toEqual(["1,234,567", "0.13", "3"]);
});
