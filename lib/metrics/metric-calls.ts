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

interface Group {
  readonly events: TrailEvent[];
  readonly samples: Sample[];
  data: number;
  bytes: number;
}

/**
 * Never cuts through an event, so that each can be marked as counted as soon as its call has succeeded. Whether events
 * fit together is judged by what each would need alone: added up they need less, and a queue's batch seldom needs two calls.
 */
export function metricCalls(events: readonly TrailEvent[], counting: Counting): readonly MetricCall[] {
  const groups: Group[] = [];
  for (const event of events) {
    const samples = samplesOf(event, counting);
    const alone = metricData(samples);
    const bytes = Buffer.byteLength(JSON.stringify(alone));
    const last = groups.at(-1);
    if (last && last.data + alone.length <= MAXIMUM_DATA && last.bytes + bytes <= MAXIMUM_BYTES) {
      last.events.push(event);
      last.samples.push(...samples);
      last.data += alone.length;
      last.bytes += bytes;
    } else {
      groups.push({ events: [event], samples: [...samples], data: alone.length, bytes });
    }
  }
  return groups.map(({ events: counted, samples }) => ({ events: counted, data: metricData(samples) }));
}
