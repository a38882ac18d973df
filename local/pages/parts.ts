/** Small pieces that several pages show. */
import { type Html, html } from "../../lib/html/html.ts";

/** Milliseconds, as a person reads them. */
export function durationText(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(1)} ms`;
}

/** An instant in UTC, to the second or the millisecond as it is given. */
export function instant(at: string | number): Html {
  const iso = typeof at === "number" ? new Date(at).toISOString() : at;
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11).replace("Z", "")}</time>`;
}

/** When a page was made: what scripts keep true. */
export function asOf(now: Date): Html {
  return html`<p class="as-of" id="as-of" data-live>As of ${instant(`${now.toISOString().slice(0, 19)}Z`)} UTC</p>`;
}
