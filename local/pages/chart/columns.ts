/** Series on top of each other, a column a slot: what is counted, with the whole to be seen. */
import { type Html, html } from "../../../lib/html/html.ts";
import { type Chart, slotAt, slotCount } from "./chart.ts";
import { lookOf } from "./look.ts";
import type { Scale } from "./scale.ts";

/** How much of its slot a column fills. */
const FILLED = 0.84;

/** Sums by slot, for the scale. */
export function stackHeights({ series }: Chart): readonly number[] {
  const heights = new Map<number, number>();
  for (const { points } of series) {
    for (const [at, value] of points) heights.set(at, (heights.get(at) ?? 0) + value);
  }
  return [...heights.values()];
}

const percent = (value: number): string => `${Math.round(value * 1000) / 1000}%`;

export function columns({ series, slots }: Chart, scale: Scale): readonly Html[] {
  const width = 100 / slotCount(slots);
  const reached = new Map<number, number>();
  return series.map(({ points, colour }, index) => {
    const look = lookOf(index, colour);
    const bars = [...points].map(([at, value]) => {
      const below = reached.get(at) ?? 0;
      reached.set(at, below + value);
      const x = percent((slotAt(slots, at) + (1 - FILLED) / 2) * width);
      const top = scale.percent(below + value);
      const place = html`x="${x}" y="${percent(top)}" width="${percent(width * FILLED)}" height="${percent(scale.percent(below) - top)}"`;
      return html`<rect class="bar" ${place}/>${look.hatch === null ? null : html`<rect ${place} fill="${look.hatch}"/>`}`;
    });
    return html`<g ${look.attributes}>${bars}</g>`;
  });
}
