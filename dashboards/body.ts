/** A CloudWatch dashboard's body: the structure that PutDashboard takes, as much of it as is used. */
import type { MetricEntry, Statistic } from "./metric.ts";

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface TextContent {
  readonly type: "text";
  readonly properties: { readonly markdown: string };
}

/** The states of alarms, by their ARNs. */
interface AlarmContent {
  readonly type: "alarm";
  readonly properties: { readonly title: string; readonly alarms: readonly string[] };
}

interface MetricContent {
  readonly type: "metric";
  readonly properties: {
    readonly title: string;
    readonly view: "timeSeries" | "singleValue" | "bar";
    readonly stacked?: boolean;
    readonly region: string;
    readonly period: number;
    readonly stat: Statistic;
    readonly setPeriodToTimeRange?: boolean;
    readonly metrics: readonly MetricEntry[];
    readonly yAxis?: { readonly left: { readonly min: 0; readonly label: string; readonly showUnits: false } };
  };
}

export type Content = TextContent | AlarmContent | MetricContent;
export type Widget = Place & Content;

export interface DashboardBody {
  /** How far back the dashboard looks when it is opened. */
  readonly start: string;
  readonly widgets: readonly Widget[];
}

/** Widgets of one height that share a row evenly. */
export interface Row {
  readonly height: number;
  readonly widgets: readonly Content[];
}

const COLUMNS = 24;

/** Lays rows one below the other. */
export function layOut(rows: readonly Row[]): readonly Widget[] {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = Math.floor(COLUMNS / widgets.length);
    const row = widgets.map((content, index) => ({ x: index * width, y, width, height, ...content }));
    y += height;
    return row;
  });
}
