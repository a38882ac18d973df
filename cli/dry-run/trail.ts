/** Finds events of a moment ago: in the archive, or in the ledger where they still wait for the bus. */
import { paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { ARCHIVE_PREFIX } from "../../lib/archive/archive-object.ts";
import { readArchive } from "../../lib/archive/read-archive.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";

const HOUR = 3_600_000;

/** Clocks differ: S3's, the functions' and this computer's. */
const SKEW_MILLISECONDS = 5 * 60_000;

export interface Trail {
  /** What has arrived in the archive since then, read once each. */
  archived(since: Date): Promise<readonly TrailEvent[]>;
  /** What is recorded, and waits to be published. */
  pending(): Promise<readonly TrailEvent[]>;
}

export interface TrailSource {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly ledger: Pick<LoginLedger, "pending">;
  readonly clock: () => Date;
}

function hoursBetween(since: Date, until: Date): readonly string[] {
  const [first, last] = [since.getTime() - SKEW_MILLISECONDS, until.getTime() + SKEW_MILLISECONDS].map((at) =>
    Math.floor(at / HOUR),
  ) as [number, number];
  return Array.from({ length: last - first + 1 }, (_, index) =>
    new Date((first + index) * HOUR).toISOString().slice(0, 13).replace("T", "-").replaceAll("-", "/"),
  );
}

export function createTrail({ s3, bucket, ledger, clock }: TrailSource): Trail {
  const read = new Set<string>();
  const events: TrailEvent[] = [];

  async function* unread(hour: string, since: Date): AsyncGenerator<string> {
    const oldest = since.getTime() - SKEW_MILLISECONDS;
    const listing = { Bucket: bucket, Prefix: `${ARCHIVE_PREFIX}${hour}/` };
    for await (const page of paginateListObjectsV2({ client: s3 }, listing)) {
      for (const { Key: key, LastModified: writtenAt } of page.Contents ?? []) {
        if (key !== undefined && !read.has(key) && (writtenAt?.getTime() ?? oldest) >= oldest) yield key;
      }
    }
  }

  return {
    async archived(since) {
      for (const hour of hoursBetween(since, clock())) {
        for await (const key of unread(hour, since)) {
          for await (const { event } of readArchive(s3, bucket, key)) events.push(event);
          read.add(key);
        }
      }
      return events;
    },
    async pending() {
      const waiting: TrailEvent[] = [];
      for await (const record of ledger.pending(new Date(clock().getTime() + SKEW_MILLISECONDS)))
        waiting.push(...record.events);
      return waiting;
    },
  };
}
