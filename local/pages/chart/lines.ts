/** A line a series, broken where a slot has no point; points by themselves are marked. */
import { type Html, html } from "../../../lib/html/html.ts";
import { type Chart, slotAt, slotCount } from "./chart.ts";
import { lookOf } from "./look.ts";
import type { Scale } from "./scale.ts";

interface Point {
  readonly slot: number;
  /** Percent from the left and from the top. */
  readonly x: number;
  readonly y: number;
}

/** So many points and fewer are marked each. */
const MARKED = 40;

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Points that follow each other without a gap. */
function runsOf(points: readonly Point[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  for (const point of points) {
    const last = runs.at(-1);
    if (last && last.at(-1)?.slot === point.slot - 1) last.push(point);
    else runs.push([point]);
  }
  return runs;
}

/** Drawn in a box of 100 × 100 that is stretched over the plot: the stroke alone keeps its width. */
const pathOf = (run: readonly Point[]): string => `M${run.map(({ x, y }) => `${rounded(x)} ${rounded(y)}`).join("L")}`;

export function lines({ series, slots }: Chart, scale: Scale): readonly Html[] {
  const width = 100 / slotCount(slots);
  return series.map(({ points, colour }, index) => {
    const look = lookOf(index, colour);
    const placed = [...points]
      .sort(([a], [b]) => a - b)
      .map(([at, value]): Point => {
        const slot = slotAt(slots, at);
        return { slot, x: (slot + 0.5) * width, y: scale.percent(value) };
      });
    const runs = runsOf(placed);
    const joined = runs.filter((run) => run.length > 1);
    const marked = placed.length <= MARKED ? placed : runs.filter((run) => run.length === 1).flat();
    const path = html`<path class="line" d="${joined.map(pathOf).join("")}" stroke-dasharray="${look.dash}"/>`;
    const marks = marked.map(
      ({ x, y }) => html`<use class="mark" href="${look.mark}" x="${rounded(x)}%" y="${rounded(y)}%"/>`,
    );
    return html`<g ${look.attributes}>
${joined.length > 0 ? html`<svg viewBox="0 0 100 100" preserveAspectRatio="none">${path}</svg>` : null}${marks}</g>`;
  });
}
