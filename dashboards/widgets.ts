/** The few kinds of widgets that the dashboards are made of. */
import type { Content } from "./body.ts";
import type { MetricEntry, Statistic } from "./metric.ts";

export const GREEN = "#2e7d32";
export const RED = "#c62828";
export const AMBER = "#ef6c00";

export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** Seconds that a point stands for, where nothing else is said. */
const PERIOD = 300;

interface Look {
  readonly stat?: Statistic;
  readonly period?: number;
}

export interface Widgets {
  text(markdown: string): Content;
  /** Lines over time. */
  chart(title: string, label: string, metrics: readonly MetricEntry[], look?: Look): Content;
  /** Areas over time, one upon the other: where the sum means something too. */
  areas(title: string, label: string, metrics: readonly MetricEntry[], look?: Look): Content;
  /** One number each for the whole time range. */
  totals(title: string, metrics: readonly MetricEntry[]): Content;
  /** The latest number of each. */
  latest(title: string, metrics: readonly MetricEntry[], look?: Look): Content;
  /** One bar each for the whole time range: which is most. */
  bars(title: string, metrics: readonly MetricEntry[]): Content;
  alarms(title: string, arns: readonly string[]): Content;
}

export function widgetsFor(region: string): Widgets {
  const overTime = (stacked: boolean): Widgets["chart"] => {
    return (title, label, metrics, { stat = "Sum", period = PERIOD } = {}) => ({
      type: "metric",
      properties: {
        title,
        view: "timeSeries",
        stacked,
        region,
        period,
        stat,
        metrics,
        yAxis: { left: { min: 0, label, showUnits: false } },
      },
    });
  };
  const ofRange = (view: "singleValue" | "bar"): Widgets["totals"] => {
    return (title, metrics) => ({
      type: "metric",
      properties: { title, view, region, period: PERIOD, stat: "Sum", setPeriodToTimeRange: true, metrics },
    });
  };
  return {
    text: (markdown) => ({ type: "text", properties: { markdown } }),
    chart: overTime(false),
    areas: overTime(true),
    totals: ofRange("singleValue"),
    bars: ofRange("bar"),
    latest: (title, metrics, { stat = "Maximum", period = DAY } = {}) => ({
      type: "metric",
      properties: { title, view: "singleValue", region, period, stat, metrics },
    }),
    alarms: (title, arns) => ({ type: "alarm", properties: { title, alarms: arns } }),
  };
}
