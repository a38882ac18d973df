/**
 * What a pipeline that ran all the time would have left of hours that the demo skips: a heartbeat in the archive and one among the
 * metrics, in every hour, written as `archive-events` and `record-metrics` write them.
 */
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { S3Client } from "@aws-sdk/client-s3";
import { ulid } from "ulid";
import { METRIC_NAMESPACE } from "../../../infra/pipeline/names.ts";
import { archiveLine } from "../../../lib/archive/archive-line.ts";
import { archiveObject } from "../../../lib/archive/archive-object.ts";
import { writeArchiveObject } from "../../../lib/archive/write-archive-object.ts";
import { createEvent } from "../../../lib/events/create-event.ts";
import { pipelineHeartbeat } from "../../../lib/events/pipeline-heartbeat.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import type { MetricName } from "../../../lib/metrics/definitions.ts";

const HOUR = 3_600_000;

const METRIC: MetricName = "Heartbeats";

export interface Heartbeats {
  /** @param hours the start of each */
  write(hours: readonly Date[]): Promise<void>;
  close(): void;
}

/** The full hours after one instant, up to another. */
export function hoursBetween(after: Date, until: Date): readonly Date[] {
  const first = Math.floor(after.getTime() / HOUR) + 1;
  const count = Math.floor(until.getTime() / HOUR) - first + 1;
  return Array.from({ length: count }, (_, index) => new Date((first + index) * HOUR));
}

export function openHeartbeats(bucket: string, environment: string): Heartbeats {
  const [s3, cloudWatch] = [new S3Client({}), new CloudWatchClient({})];
  const producer = createProducer();
  const Dimensions = [{ Name: "Environment", Value: environment }];

  async function archive(at: Date): Promise<void> {
    const id = ulid(at.getTime());
    const origin = { occurredAt: at, correlationId: id, attemptId: id, environment, producer };
    const event = createEvent(pipelineHeartbeat, origin, { everyMinutes: 60 });
    await writeArchiveObject(s3, bucket, archiveObject([archiveLine(event)], at));
  }

  return {
    async write(hours) {
      await Promise.all(hours.map(archive));
      const MetricData = hours.map((Timestamp) => ({
        MetricName: METRIC,
        Dimensions,
        Timestamp,
        Unit: "Count" as const,
        Value: 1,
      }));
      await cloudWatch.send(new PutMetricDataCommand({ Namespace: METRIC_NAMESPACE, MetricData }));
    },
    close() {
      s3.destroy();
      cloudWatch.destroy();
    },
  };
}
