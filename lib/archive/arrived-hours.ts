import { paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { ARCHIVE_PREFIX } from "./archive-object.ts";

const DAY = 86_400_000;

/** Days listed at the same time. */
const AT_ONCE = 10;

async function hoursOfDay(client: S3Client, bucket: string, day: string): Promise<string[]> {
  const hours: string[] = [];
  const listing = { Bucket: bucket, Prefix: `${ARCHIVE_PREFIX}${day.replaceAll("-", "/")}/`, Delimiter: "/" };
  for await (const page of paginateListObjectsV2({ client }, listing)) {
    for (const { Prefix = "" } of page.CommonPrefixes ?? []) hours.push(`${day}T${Prefix.slice(-3, -1)}`);
  }
  return hours;
}

/**
 * Hours (UTC, `yyyy-mm-ddThh`) in which anything arrived in the archive. Heartbeats come twice an hour, so an hour that is
 * missing here is one in which the pipeline did not work.
 */
export async function arrivedHours(
  client: S3Client,
  bucket: string,
  from: Date,
  until: Date,
): Promise<ReadonlySet<string>> {
  const first = Math.floor(from.getTime() / DAY);
  const days = Array.from({ length: Math.floor(until.getTime() / DAY) - first + 1 }, (_, index) =>
    new Date((first + index) * DAY).toISOString().slice(0, 10),
  );
  const hours = new Set<string>();
  for (let start = 0; start < days.length; start += AT_ONCE) {
    const found = await Promise.all(days.slice(start, start + AT_ONCE).map((day) => hoursOfDay(client, bucket, day)));
    for (const hour of found.flat()) hours.add(hour);
  }
  return hours;
}
