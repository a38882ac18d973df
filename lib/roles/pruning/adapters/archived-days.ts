/** The archive's events by day of arrival; a few days at the same time, each one object after the other. */
import type { S3Client } from "@aws-sdk/client-s3";
import { ARCHIVE_PREFIX } from "../../../archive/archive-object.ts";
import { readArchive } from "../../../archive/read-archive.ts";
import type { TrailEvent } from "../../../events/catalogue.ts";
import { dayOf } from "../days.ts";

const DAY = 86_400_000;

/** What is held in memory is that many objects. */
const AT_ONCE = 8;

export interface Archive {
  readonly client: S3Client;
  readonly bucket: string;
  /** Asked at every event: whoever cannot read it all has read nothing. */
  readonly hasTime: () => boolean;
}

/** @throws Error where the time is over, or an object is not what its name says */
export async function* eventsOfDay({ client, bucket, hasTime }: Archive, day: string): AsyncGenerator<TrailEvent> {
  for await (const { event } of readArchive(client, bucket, `${ARCHIVE_PREFIX}${day.replaceAll("-", "/")}/`)) {
    if (!hasTime()) throw new Error("it is more than can be read in one run");
    yield event;
  }
}

/** Both ends included. */
export async function eachDay(from: Date, until: Date, read: (day: string) => Promise<void>): Promise<void> {
  const first = Math.floor(from.getTime() / DAY);
  const count = Math.floor(until.getTime() / DAY) - first + 1;
  const days = Array.from({ length: count }, (_, index) => dayOf(new Date((first + index) * DAY)));
  for (let start = 0; start < days.length; start += AT_ONCE) {
    await Promise.all(days.slice(start, start + AT_ONCE).map(read));
  }
}
