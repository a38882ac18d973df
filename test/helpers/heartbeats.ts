/** A pipeline that worked all the time: something in the archive, and a heartbeat among the metrics, in every hour. */
import { S3Client } from "@aws-sdk/client-s3";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import { archiveObject } from "../../lib/archive/archive-object.ts";
import { writeArchiveObject } from "../../lib/archive/write-archive-object.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import type { TestStandIn } from "../local/aws-stand-in.ts";
import { aLoginSucceeded } from "./events.ts";

const HOUR = 3_600_000;

interface Arrival {
  readonly at: Date;
  readonly event: TrailEvent;
}

async function archive({ client }: TestStandIn, arrivals: readonly Arrival[]): Promise<void> {
  const s3 = new S3Client(client);
  const puts = arrivals.map(({ at, event }) => archiveObject([archiveLine(event)], at));
  await Promise.all(puts.map((object) => writeArchiveObject(s3, "evidence", object)));
  s3.destroy();
}

export const archiveAt = (standIn: TestStandIn, at: Date, event: TrailEvent) => archive(standIn, [{ at, event }]);

export async function beatEveryHour(standIn: TestStandIn, environment: string, from: Date, until: Date): Promise<void> {
  const first = Math.floor(from.getTime() / HOUR);
  const count = Math.ceil(until.getTime() / HOUR) - first;
  const hours = Array.from({ length: count }, (_, index) => new Date((first + index) * HOUR));
  await archive(
    standIn,
    hours.map((at) => ({ at, event: aLoginSucceeded({}, at) })),
  );
  const statistics = { count: 1, sum: 1, minimum: 1, maximum: 1 };
  const dimensions = [{ Name: "Environment", Value: environment }];
  const heartbeat = { namespace: "samltrail", name: "Heartbeats", unit: "Count", dimensions, statistics };
  await standIn.aws.metrics.record(hours.map((hour) => ({ ...heartbeat, at: hour.getTime() })));
}
