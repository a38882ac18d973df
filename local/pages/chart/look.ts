/** How series are told apart: by colour, and always by something else as well (dash, mark or hatching). */
import { type Html, html } from "../../../lib/html/html.ts";

const COLOURS = 10;

/** Marks, centred on the origin, in pixels. */
const MARKS: readonly string[] = [
  "M0-3.5A3.5 3.5 0 1 1 0 3.5A3.5 3.5 0 1 1 0-3.5Z",
  "M-3-3H3V3H-3Z",
  "M0-4.5L4.5 0L0 4.5L-4.5 0Z",
  "M0-4L4 3H-4Z",
  "M0 4L4-3H-4Z",
  "M-4-1.2H-1.2V-4H1.2V-1.2H4V1.2H1.2V4H-1.2V1.2H-4Z",
];

/** In the units of a stroke's width on the screen. */
const DASHES: readonly string[] = ["", "7 3", "2 3", "9 3 2 3", "5 5", "12 3"];

/** Drawn in the ground's colour over a column's own. */
const HATCHES: readonly string[] = [
  "",
  "M-1 7L7-1M-1 1L1-1M5 7L7 5",
  "M-1-1L7 7M5-1L7 1M-1 5L1 7",
  "M0 3H6",
  "M3 0V6",
  "M0 3H6M3 0V6",
];

export interface Look {
  /** Class and, where the dashboard names one, colour: attributes of a group whose `currentColor` is the series'. */
  readonly attributes: Html;
  readonly dash: string;
  readonly mark: string;
  /** The fill to lay over a column; null leaves it plain. */
  readonly hatch: string | null;
}

const HEX_COLOUR = /^#[0-9a-f]{6}$/i;

/** @param index of the series in its chart */
export function lookOf(index: number, colour: string | undefined): Look {
  const kind = index % HATCHES.length;
  const given = colour !== undefined && HEX_COLOUR.test(colour);
  return {
    attributes: given ? html`class="given" color="${colour}"` : html`class="c${index % COLOURS}"`,
    dash: DASHES[index % DASHES.length] ?? "",
    mark: `#mark-${index % MARKS.length}`,
    hatch: kind === 0 ? null : `url(#hatch-${kind})`,
  };
}

/** What charts refer to, once a page. */
export const seriesDefinitions: Html = html`<svg class="definitions" aria-hidden="true" width="0" height="0"><defs>
${MARKS.map((path, index) => html`<path id="mark-${index}" d="${path}"/>`)}
${HATCHES.map((path, index) =>
  path === ""
    ? html``
    : html`<pattern id="hatch-${index}" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="${path}"/></pattern>`,
)}
</defs></svg>`;
