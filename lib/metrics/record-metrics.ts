import { type CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { TrailEvent } from "../events/catalogue.ts";
import type { CountedEvents } from "./counted-events.ts";
import { metricCalls } from "./metric-calls.ts";
import type { Counting } from "./samples.ts";

export interface MetricsRecording {
  readonly client: CloudWatchClient;
  readonly namespace: string;
  readonly countedEvents: CountedEvents;
  readonly counting: Omit<Counting, "firsts">;
  /** Told where events were counted and could not be marked: should they be delivered again, they count twice. */
  readonly onUnmarked: (events: readonly TrailEvent[], error: unknown) => void;
}

export interface RecordedMetrics {
  readonly counted: number;
  /** Delivered before, or twice in this batch. */
  readonly skipped: number;
  readonly calls: number;
}

/**
 * Counts each event once. Each call's events are marked as soon as it has succeeded, so a later call that fails does not
 * have them counted again. What remains: a crash between a call and its marks, and two deliveries of one event to two
 * functions at the same moment, count those events twice; CloudWatch has no way to put data once.
 * @throws what DynamoDB (the markers could not be read) or CloudWatch answered
 */
export async function recordMetrics(
  { client, namespace, countedEvents, counting, onUnmarked }: MetricsRecording,
  events: readonly TrailEvent[],
): Promise<RecordedMetrics> {
  const { events: fresh, firsts } = await countedEvents.uncounted(events);
  const calls = metricCalls(fresh, { ...counting, firsts });
  for (const call of calls) {
    if (call.data.length > 0) {
      await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: [...call.data] }));
    }
    // Failing here would have the whole batch delivered, and counted, again: what the marker is there to prevent.
    const marked = countedEvents.mark(call.events, firsts, counting.now);
    await marked.catch((error: unknown) => onUnmarked(call.events, error));
  }
  return { counted: fresh.length, skipped: events.length - fresh.length, calls: calls.length };
}
