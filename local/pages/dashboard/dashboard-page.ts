import { type Html, html } from "../../../lib/html/html.ts";
import type { MetricStore } from "../../aws/cloudwatch/metric-store.ts";
import type { Document } from "../layout.ts";
import { asOf } from "../parts.ts";
import { PRESETS, readTimeRange, type TimeRange } from "./time-range.ts";
import { drawWidget } from "./widget.ts";
import { readBody } from "./widget-model.ts";

export interface ShownDashboard {
  readonly title: string;
  /** The structure that is deployed, as CloudWatch takes it. */
  readonly body: unknown;
}

/** What was asked for stays in its field, right or wrong. */
const inField = (asked: string | null, at: number): string => asked ?? new Date(at).toISOString().slice(0, 16);

function rangeForm(range: TimeRange, fault: string | null, query: URLSearchParams): Html {
  const links = PRESETS.map(({ id, name }) => {
    const current = id === range.id ? html` aria-current="true"` : null;
    return html`<li><a href="?range=${id}"${current}>${name}</a></li>`;
  });
  const custom = range.id === "custom" || fault !== null;
  return html`<div class="ranges">
<nav aria-label="Time range"><ul>${links}</ul></nav>
<details${custom ? html` open` : null}><summary>Another time</summary>
<form><input type="hidden" name="range" value="custom">
<label>From (UTC) <input type="datetime-local" name="from" value="${inField(query.get("from"), range.start)}" required></label>
<label>To (UTC) <input type="datetime-local" name="to" value="${inField(query.get("to"), range.end)}" required></label>
<button type="submit">Show</button></form></details>
</div>
${fault === null ? null : html`<p class="fault" role="alert">${fault}</p>`}`;
}

/** A dashboard as it is deployed, drawn from the metrics of this machine. */
export function dashboardPage(
  { title, body }: ShownDashboard,
  store: MetricStore,
  query: URLSearchParams,
  now: Date,
): Document {
  const { range, fault } = readTimeRange(query, now);
  const widgets = readBody(body).map((widget, index) => drawWidget(widget, index, { store, range }));
  const main = html`<div class="heading"><h1>${title}</h1>${asOf(now)}</div>
${rangeForm(range, fault, query)}
<div class="widgets">${widgets}</div>`;
  return { title, main, live: true };
}
