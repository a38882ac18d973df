/** A chart's values as a table, behind a disclosure that a keyboard opens. */
import { type Html, html } from "../../../lib/html/html.ts";
import { type Chart, numberText, timeText } from "./chart.ts";

export function dataTable({ id, title, series, slots }: Chart): Html {
  const times = [...new Set(series.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => b - a);
  const heads = series.map(({ label }) => html`<th scope="col">${label}</th>`);
  const rows = times.map(
    (at) =>
      html`<tr><th scope="row">${timeText(at, slots)}</th>${series.map(({ points }) => {
        const value = points.get(at);
        return html`<td>${value === undefined ? "–" : numberText(value)}</td>`;
      })}</tr>`,
  );
  return html`<details id="${id}-data"><summary id="${id}-data-open">Data table<span class="unseen"> of ${title}</span></summary>
<div class="scroll" id="${id}-data-scroll" tabindex="0" role="region" aria-label="${title}, data table"><table>
<caption>${title}, by ${slots.width / 60_000} min from the time given (UTC). Times without a value are left out.</caption>
<thead><tr><th scope="col">From</th>${heads}</tr></thead>
<tbody>${rows}</tbody>
</table></div></details>`;
}
