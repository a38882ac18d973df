/** A pipeline that worked all the time: something in the archive, and a heartbeat among the metrics, in every hour. */
import { S3Client } from "@aws-sdk/client-s3";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import { archiveObject } from "../../lib/archive/archive-object.ts";
import { writeArchiveObject } from "../../lib/archive/write-archive-object.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import type { TestStandIn } from "../local/aws-stand-in.ts";
import { aLoginSucceeded } from "./events.ts";

const HOUR = 3_600_000;

export async function archiveAt({ client }: TestStandIn, arrivedAt: Date, event: TrailEvent): Promise<void> {
  const s3 = new S3Client(client);
  await writeArchiveObject(s3, "evidence", archiveObject([archiveLine(event)], arrivedAt));
  s3.destroy();
}

export async function beatEveryHour(standIn: TestStandIn, environment: string, from: Date, until: Date): Promise<void> {
  const first = Math.floor(from.getTime() / HOUR);
  const count = Math.ceil(until.getTime() / HOUR) - first;
  const hours = Array.from({ length: count }, (_, index) => new Date((first + index) * HOUR));
  for (const hour of hours) await archiveAt(standIn, hour, aLoginSucceeded({}, hour));
  const statistics = { count: 1, sum: 1, minimum: 1, maximum: 1 };
  const dimensions = [{ Name: "Environment", Value: environment }];
  const heartbeat = { namespace: "samltrail", name: "Heartbeats", unit: "Count", dimensions, statistics };
  await standIn.aws.metrics.record(hours.map((hour) => ({ ...heartbeat, at: hour.getTime() })));
}
