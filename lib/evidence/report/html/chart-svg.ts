import { type Html, html } from "../../../html/html.ts";
import type { Chart } from "../document/block.ts";
import { drawChart, type Shape } from "../document/draw-chart.ts";
import { visible } from "../document/visible.ts";

function shapeSvg(shape: Shape): Html {
  if (shape.kind === "rectangle") {
    const { x, y, width, height, look } = shape;
    return html`<rect class="${look}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  }
  if (shape.kind === "line") {
    const { x1, y1, x2, y2, isAxis } = shape;
    return html`<line class="${isAxis ? "axis" : "grid"}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
  }
  const { x, y, text, anchor } = shape;
  return html`<text x="${x}" y="${y}" text-anchor="${anchor}">${visible(text)}</text>`;
}

/** The numbers stand in the table that follows; the picture says what it shows to who can't see it. */
export function chartSvg(chart: Chart): Html {
  const { width, height, shapes } = drawChart(chart);
  const [title, description] = [`${chart.id}-title`, `${chart.id}-description`];
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${title} ${description}">
<title id="${title}">${visible(chart.title)}</title><desc id="${description}">${visible(chart.description)}</desc>
${shapes.map(shapeSvg)}
</svg><figcaption>${visible(chart.description)}</figcaption></figure>
`;
}
