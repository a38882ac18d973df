/** One widget of a dashboard as HTML. */
import { type Html, html } from "../../../lib/html/html.ts";
import type { MetricStore } from "../../aws/cloudwatch/metric-store.ts";
import { numberText } from "../chart/chart.ts";
import { drawChart } from "../chart/draw-chart.ts";
import { lookOf } from "../chart/look.ts";
import { markdown } from "./markdown.ts";
import type { TimeRange } from "./time-range.ts";
import type { Entry, MetricWidget, ReadWidget, WidgetContent } from "./widget-model.ts";
import { type WidgetSeries, widgetSeries } from "./widget-series.ts";

interface Reading {
  readonly store: MetricStore;
  readonly range: TimeRange;
}

function notes(all: readonly string[]): Html | null {
  return all.length === 0 ? null : html`<ul class="notes">${all.map((note) => html`<li>${note}</li>`)}</ul>`;
}

const latest = ({ points }: WidgetSeries["series"][number]): number | undefined => [...points.values()].at(-1);

const valueText = (value: number | undefined): string => (value === undefined ? "no data" : numberText(value));

/** The latest value of each series: of the whole range, or of the widget's own period. */
function numbers({ series }: WidgetSeries): Html {
  if (series.length === 0) return html`<p class="summary">No data in this time range.</p>`;
  const entries = series.map((each) => {
    const value = latest(each);
    return html`<div><dt>${each.label}</dt><dd${value === undefined ? html` class="none"` : null}>${valueText(value)}</dd></div>`;
  });
  return html`<dl class="numbers">${entries}</dl>`;
}

/** A bar each, the longest first; of a gauge, against its highest value. */
function bars({ series }: WidgetSeries, most: number | undefined): Html {
  const known = series.map((each, index) => ({ index, each, value: latest(each) }));
  const sorted = most === undefined ? known.sort((a, b) => (b.value ?? 0) - (a.value ?? 0)) : known;
  const full = most ?? Math.max(1e-9, ...known.map(({ value }) => value ?? 0));
  if (series.length === 0) return html`<p class="summary">No data in this time range.</p>`;
  const rows = sorted.map(({ index, each, value }) => {
    const look = lookOf(index, each.colour);
    const width = `${Math.max(0, Math.min(100, ((value ?? 0) / full) * 100))}%`;
    const hatch = look.hatch === null ? null : html`<rect width="${width}" height="100%" fill="${look.hatch}"/>`;
    return html`<tr><th scope="row">${each.label}</th><td class="bar-cell"><svg aria-hidden="true"><g ${look.attributes}><rect class="bar" width="${width}" height="100%"/>${hatch}</g></svg></td><td>${valueText(value)}${most === undefined ? null : ` of ${numberText(most)}`}</td></tr>`;
  });
  return html`<table class="bars"><thead class="unseen"><tr><th scope="col">What</th><td></td><th scope="col">Value</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function timeChart(id: string, properties: MetricWidget, entries: readonly Entry[], { store, range }: Reading): Html {
  const { title, stacked, yAxis, annotations } = properties;
  const { series, notes: missing } = widgetSeries(store, properties, entries, range, "slots");
  const width = range.period * 1000;
  const slots = { start: Math.floor(range.start / width) * width, end: range.end, width };
  const lines = (annotations?.horizontal ?? []).map(({ label, value }) => ({ label, value }));
  return html`${drawChart({ id, title, unit: yAxis?.left?.label ?? "", stacked, series, lines, slots })}${notes(missing)}`;
}

function metricContent(id: string, properties: MetricWidget, entries: readonly Entry[], reading: Reading): Html {
  const { view, setPeriodToTimeRange, yAxis } = properties;
  if (view === "timeSeries") return timeChart(id, properties, entries, reading);
  const over = setPeriodToTimeRange ? "whole range" : "own period";
  const found = widgetSeries(reading.store, properties, entries, reading.range, over);
  const shown =
    view === "singleValue" ? numbers(found) : bars(found, view === "gauge" ? (yAxis?.left?.max ?? 100) : undefined);
  return html`${shown}${notes(found.notes)}`;
}

function titled(id: string, width: number, title: string, content: Html): Html {
  return html`<section class="widget w${width}" id="${id}" aria-labelledby="${id}-title" data-live>
<h2 id="${id}-title">${title}</h2>
${content}
</section>`;
}

function drawContent(id: string, width: number, content: WidgetContent, reading: Reading): Html {
  switch (content.kind) {
    case "text":
      return html`<div class="text w${width}">${markdown(content.markdown)}</div>`;
    case "unknown":
      return titled(id, width, content.title, html`<p class="notes">${content.why}</p>`);
    case "metric": {
      const { properties, entries } = content;
      return titled(id, width, properties.title, metricContent(id, properties, entries, reading));
    }
  }
}

/** @param index of the widget in its dashboard */
export function drawWidget({ width, content }: ReadWidget, index: number, reading: Reading): Html {
  return drawContent(`widget-${index}`, width, content, reading);
}
