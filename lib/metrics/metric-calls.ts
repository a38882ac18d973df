import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import type { TrailEvent } from "../events/catalogue.ts";
import { metricData } from "./metric-data.ts";
import { type Counting, type Sample, samplesOf } from "./samples.ts";

/** Data of one PutMetricData call. */
const MAXIMUM_DATA = 1_000;

/** PutMetricData takes 1 MB a call; the rest is room for what JSON here and on the wire have not in common. */
const MAXIMUM_BYTES = 900_000;

/** One PutMetricData call, and the events whose samples it carries in full. */
export interface MetricCall {
  readonly events: readonly TrailEvent[];
  readonly data: readonly MetricDatum[];
}

const fits = (data: readonly MetricDatum[]): boolean =>
  data.length <= MAXIMUM_DATA && Buffer.byteLength(JSON.stringify(data)) <= MAXIMUM_BYTES;

/** Never cuts through an event, so that each can be marked as counted as soon as its call has succeeded. */
export function metricCalls(events: readonly TrailEvent[], counting: Counting): readonly MetricCall[] {
  const calls: MetricCall[] = [];
  let current: { events: TrailEvent[]; samples: readonly Sample[]; data: readonly MetricDatum[] } | undefined;
  for (const event of events) {
    const own = samplesOf(event, counting);
    const samples = [...(current?.samples ?? []), ...own];
    const data = metricData(samples);
    if (current && fits(data)) {
      current = { events: [...current.events, event], samples, data };
      continue;
    }
    if (current) calls.push(current);
    current = { events: [event], samples: own, data: metricData(own) };
  }
  return current ? [...calls, current] : calls;
}
