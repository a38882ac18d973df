/** A chart in a sentence: what somebody would say who looks at it. */
import { type Chart, type DrawnSeries, numberText, slotStart, timeText } from "./chart.ts";

/** Series named; the rest are counted. */
const NAMED = 4;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

const totalOf = ({ points }: DrawnSeries): number => sum(points.values());

function listed(parts: readonly string[], all: number): string {
  const rest = all - parts.length;
  return [...parts, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

const capital = (sentence: string): string => sentence.replace(/^./, (first) => first.toUpperCase());

function mostIn({ series, slots }: Chart): string {
  const totals = new Map<number, number>();
  for (const { points } of series) for (const [at, value] of points) totals.set(at, (totals.get(at) ?? 0) + value);
  const [at = slotStart(slots, 0), most = 0] = [...totals].sort(([, a], [, b]) => b - a)[0] ?? [];
  return totals.size > 1 && most > 0 ? `; most at ${timeText(at, slots)} (${numberText(most)})` : "";
}

/** Added up where the dashboard stacks them; elsewhere one may be part of another. */
function ofCounts(chart: Chart): string {
  const named = [...chart.series].sort((a, b) => totalOf(b) - totalOf(a)).slice(0, NAMED);
  const parts = named.map((series) => `${series.label} ${numberText(totalOf(series))}`);
  const which = listed(parts, chart.series.length);
  const all = sum(chart.series.map(totalOf));
  const total = `${numberText(all)} ${chart.unit}`.trim();
  if (all === 0) return `${total} in all.`;
  if (chart.series.length === 1) return `${total} in all${mostIn(chart)}.`;
  if (!chart.stacked) return capital(`${chart.unit === "" ? "" : `${chart.unit}: `}${which}.`);
  return `${total} in all: ${which}${mostIn(chart)}.`;
}

function ofValues({ series, unit }: Chart): string {
  const parts = series.slice(0, NAMED).map(({ label, points }) => {
    const values = [...points.values()];
    const [least, most] = [Math.min(...values), Math.max(...values)].map(numberText);
    if (least === most) return `${label} ${least}`;
    return `${label} ${least} to ${most}, last ${numberText(values.at(-1) ?? 0)}`;
  });
  return capital(`${unit === "" ? "" : `in ${unit}: `}${listed(parts, series.length)}.`);
}

export function summaryOf(chart: Chart): string {
  const series = chart.series.filter(({ points }) => points.size > 0);
  if (series.length === 0) return "No data in this time range.";
  const shown = { ...chart, series };
  return series.every(({ addsUp }) => addsUp) ? ofCounts(shown) : ofValues(shown);
}
