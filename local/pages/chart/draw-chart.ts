/** A chart as HTML: the sentence, the plot with its axes, the legend, the table. Text is HTML, so that it never shrinks. */
import { type Html, html } from "../../../lib/html/html.ts";
import { type Chart, numberText, slotAt, slotCount, slotStart, timeText } from "./chart.ts";
import { columns, stackHeights } from "./columns.ts";
import { lines } from "./lines.ts";
import { lookOf } from "./look.ts";
import { type Scale, scaleFor } from "./scale.ts";
import { summaryOf } from "./summary.ts";
import { dataTable } from "./table.ts";
import { timeTicks } from "./time-ticks.ts";

function legend({ series, lines: drawn, stacked }: Chart): Html {
  const entries = series.map(({ label, colour, points }, index) => {
    if (points.size === 0) return html``;
    const look = lookOf(index, colour);
    const swatch = stacked
      ? html`<rect class="bar" width="22" height="12"/>${look.hatch === null ? null : html`<rect width="22" height="12" fill="${look.hatch}"/>`}`
      : html`<path class="line" d="M0 6H22" stroke-dasharray="${look.dash}"/><use class="mark" href="${look.mark}" x="11" y="6"/>`;
    return html`<li><svg class="swatch" width="22" height="12" aria-hidden="true"><g ${look.attributes}>${swatch}</g></svg>${label}</li>`;
  });
  const compared = drawn.map(
    ({ label, value }) =>
      html`<li><svg class="swatch" width="22" height="12" aria-hidden="true"><path class="compared" d="M0 6H22"/></svg>${label} (${numberText(value)})</li>`,
  );
  return html`<ul class="legend">${entries}${compared}</ul>`;
}

/** A strip over each slot that has values: pointing at it shows them. */
function pointers({ series, slots }: Chart): readonly Html[] {
  const width = 100 / slotCount(slots);
  const times = [...new Set(series.flatMap(({ points }) => [...points.keys()]))];
  return times.map((at) => {
    const values = series.flatMap(({ label, points }) => {
      const value = points.get(at);
      return value === undefined ? [] : [`${label} ${numberText(value)}`];
    });
    return html`<rect class="slot" x="${slotAt(slots, at) * width}%" y="0" width="${width}%" height="100%"><title>${[timeText(at, slots), ...values].join("\n")}</title></rect>`;
  });
}

function plot(chart: Chart, scale: Scale): Html {
  const grid = scale.ticks.map((tick) => {
    const y = `${scale.percent(tick)}%`;
    return html`<line class="${tick === 0 ? "zero" : "grid"}" x1="0" x2="100%" y1="${y}" y2="${y}"/>`;
  });
  const compared = chart.lines.map(({ value }) => {
    const y = `${scale.percent(value)}%`;
    return html`<line class="compared" x1="0" x2="100%" y1="${y}" y2="${y}"/>`;
  });
  const drawn = chart.stacked ? columns(chart, scale) : lines(chart, scale);
  return html`<svg class="plot" role="img" aria-labelledby="${chart.id}-title" aria-describedby="${chart.id}-summary">
${grid}${drawn}${compared}${pointers(chart)}</svg>`;
}

function timeAxis({ slots }: Chart): Html {
  const labels = timeTicks(slots).map(({ at, text }, index) => {
    const x = ((at - slots.start) / (slots.end - slots.start)) * 100;
    const anchor = x < 1.5 ? "start" : x > 98.5 ? "end" : "middle";
    const spare = index % 2 === 1 ? html` class="spare"` : null;
    return html`<text x="${Math.round(x * 100) / 100}%" y="14" text-anchor="${anchor}"${spare}>${text}</text>`;
  });
  return html`<svg class="times" aria-hidden="true">${labels}</svg>`;
}

/** Everything below the chart's title, whose element must have the id `<id>-title`. */
export function drawChart(chart: Chart): Html {
  const series = chart.series.filter(({ points }) => points.size > 0);
  const summary = html`<p class="summary" id="${chart.id}-summary">${summaryOf(chart)}</p>`;
  if (series.length === 0) return summary;
  // Looks go by the place among all series: one that has no data now does not recolour the others when it has.
  const values = chart.stacked ? stackHeights(chart) : chart.series.flatMap(({ points }) => [...points.values()]);
  const scale = scaleFor([...values, ...chart.lines.map(({ value }) => value)]);
  const ticks = [...scale.ticks].reverse().map((tick) => html`<span>${numberText(tick)}</span>`);
  const slots = { ...chart.slots, end: slotStart(chart.slots, slotCount(chart.slots)) };
  const whole = { ...chart, slots };
  return html`${summary}
<div class="chart"><div class="unit" aria-hidden="true">${chart.unit}</div><div class="values" aria-hidden="true">${ticks}</div>
${plot(whole, scale)}
${timeAxis(whole)}</div>
${legend(chart)}
${dataTable({ ...chart, series })}`;
}
