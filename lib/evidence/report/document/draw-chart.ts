/** A chart as rectangles, lines and words at fixed places, the same in both pages. Units are points, from the top left. */
import type { Chart } from "./block.ts";
import { visible } from "./visible.ts";
import { number } from "./words.ts";

/** The first series is dark; the second light with an outline, so that they are told apart in grey. */
type Look = "dark" | "light";

export type Shape =
  | {
      readonly kind: "rectangle";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly look: Look;
    }
  | {
      readonly kind: "line";
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly isAxis: boolean;
    }
  | {
      readonly kind: "words";
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: "start" | "middle" | "end";
    };

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

const CHART_WIDTH = 499;
export const WORDS_SIZE = 7.5;
const LEGEND = 16;
const round = (value: number): number => Math.round(value * 100) / 100;
const lookOf = (index: number): Look => (index === 0 ? "dark" : "light");

/** Round steps from zero to at least `most`, five at most. */
function ticksUpTo(most: number): readonly number[] {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough);
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, index) => index * step);
}

function legend({ series }: Chart): readonly Shape[] {
  let x = 0;
  return series.flatMap(({ label }, index): readonly Shape[] => {
    const at = x;
    x += 24 + label.length * 4.2;
    return [
      { kind: "rectangle", x: at, y: 2, width: 9, height: 7, look: lookOf(index) },
      { kind: "words", x: at + 13, y: 8.5, text: label, anchor: "start" },
    ];
  });
}

const HEIGHT = 130;
const LEFT = 34;

/** Series on top of each other, a column a category. */
function columns(chart: Chart): Drawing {
  const { categories, series } = chart;
  const heights = categories.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const ticks = ticksUpTo(heights.reduce((most, height) => Math.max(most, height), 0));
  const highest = ticks.at(-1) ?? 1;
  const bottom = LEGEND + HEIGHT;
  const yOf = (value: number) => bottom - (value / highest) * (HEIGHT - 6);
  const slot = (CHART_WIDTH - LEFT) / Math.max(1, categories.length);
  const width = Math.min(slot * 0.78, 26);
  const grid = ticks.flatMap((tick): readonly Shape[] => [
    { kind: "line", x1: LEFT, x2: CHART_WIDTH, y1: round(yOf(tick)), y2: round(yOf(tick)), isAxis: tick === 0 },
    { kind: "words", x: LEFT - 4, y: round(yOf(tick) + 2.6), text: number(tick), anchor: "end" },
  ]);
  const every = Math.max(1, Math.ceil(54 / slot));
  const labels = categories.flatMap((category, index): readonly Shape[] =>
    index % every === 0
      ? [{ kind: "words", x: round(LEFT + slot * (index + 0.5)), y: bottom + 10, text: category, anchor: "middle" }]
      : [],
  );
  const reached = categories.map(() => 0);
  const stacks = series.flatMap(({ values }, level) =>
    values.flatMap((value, index): readonly Shape[] => {
      if (value === 0) return [];
      const below = reached[index] ?? 0;
      reached[index] = below + value;
      const [top, foot] = [yOf(below + value), yOf(below)];
      const x = round(LEFT + slot * (index + 0.5) - width / 2);
      return [
        { kind: "rectangle", x, y: round(top), width: round(width), height: round(foot - top), look: lookOf(level) },
      ];
    }),
  );
  return { width: CHART_WIDTH, height: bottom + 14, shapes: [...legend(chart), ...grid, ...stacks, ...labels] };
}

const LABELS = 170;
const BAR = 9;
const LONGEST_LABEL = 36;

function shortLabel(category: string): string {
  const characters = [...visible(category)];
  return characters.length > LONGEST_LABEL ? `${characters.slice(0, LONGEST_LABEL - 1).join("")}…` : category;
}

/** Bars below each other, each series its own, with its number behind it. */
function bars(chart: Chart): Drawing {
  const { categories, series } = chart;
  const most = Math.max(1, ...series.flatMap(({ values }) => values));
  const longest = CHART_WIDTH - LABELS - 50;
  const height = series.length * BAR + 6;
  const shapes = categories.flatMap((category, row): readonly Shape[] => {
    const top = LEGEND + row * height;
    const label: Shape = {
      kind: "words",
      x: LABELS - 6,
      y: round(top + height / 2 + 1),
      text: shortLabel(category),
      anchor: "end",
    };
    const own = series.flatMap(({ values }, index): readonly Shape[] => {
      const value = values[row] ?? 0;
      const [y, width] = [top + index * BAR + 1, round((value / most) * longest)];
      const told: Shape = {
        kind: "words",
        x: round(LABELS + width + 4),
        y: y + 6.4,
        text: number(value),
        anchor: "start",
      };
      return value === 0
        ? [told]
        : [{ kind: "rectangle", x: LABELS, y, width, height: BAR - 2, look: lookOf(index) }, told];
    });
    return [label, ...own];
  });
  const bottom = LEGEND + categories.length * height;
  const axis: Shape = { kind: "line", x1: LABELS, x2: LABELS, y1: LEGEND - 1, y2: bottom, isAxis: true };
  return { width: CHART_WIDTH, height: bottom + 4, shapes: [...legend(chart), axis, ...shapes] };
}

export const drawChart = (chart: Chart): Drawing => (chart.form === "columns" ? columns(chart) : bars(chart));
