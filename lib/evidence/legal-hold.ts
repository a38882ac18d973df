/** S3 Object Lock's legal hold on what arrived on some days: while it is on, no lifecycle and nobody removes the bytes. */
import { ListObjectVersionsCommand, PutObjectLegalHoldCommand, type S3Client } from "@aws-sdk/client-s3";
import { type Day, pathOf } from "./hours.ts";
import { DAYS, eventsPrefix, HOUR_SEALS } from "./keys-in-bucket.ts";

/** Calls at once. */
const AT_ONCE = 32;

export interface HoldResult {
  /** Versions that S3 was told of. */
  readonly objects: number;
  /** Which S3 did not take, with its word for why. */
  readonly failed: readonly { readonly key: string; readonly code: string }[];
}

const prefixesOf = (day: Day): readonly string[] => [
  eventsPrefix(day),
  `${HOUR_SEALS}${pathOf(day)}/`,
  `seals/leaves/${pathOf(day)}/`,
  `${DAYS}${pathOf(day)}`,
];

interface Version {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** Every version, what lies under a delete marker too. */
async function* versionsBelow(client: S3Client, bucket: string, prefix: string): AsyncGenerator<readonly Version[]> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }));
    yield (page.Versions ?? []).map(({ Key = "", VersionId }) => ({ key: Key, versionId: VersionId }));
    if (!page.IsTruncated) return;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

/**
 * Told again, S3 leaves what is so as it is: what failed is made up for by doing all of it once more.
 * @param progress told after each day
 */
export async function setLegalHold(
  client: S3Client,
  bucket: string,
  days: readonly Day[],
  on: boolean,
  progress: (done: number, of: number) => void,
): Promise<HoldResult> {
  const failed: { key: string; code: string }[] = [];
  let objects = 0;
  const tell = async ({ key, versionId }: Version) => {
    const LegalHold = { Status: on ? ("ON" as const) : ("OFF" as const) };
    const version = versionId === undefined ? {} : { VersionId: versionId };
    try {
      await client.send(new PutObjectLegalHoldCommand({ Bucket: bucket, Key: key, ...version, LegalHold }));
      objects += 1;
    } catch (error) {
      failed.push({ key, code: error instanceof Error ? error.name : "Unknown" });
    }
  };
  for (const [index, day] of days.entries()) {
    for (const prefix of prefixesOf(day)) {
      for await (const versions of versionsBelow(client, bucket, prefix)) {
        for (let start = 0; start < versions.length; start += AT_ONCE) {
          await Promise.all(versions.slice(start, start + AT_ONCE).map(tell));
        }
      }
    }
    progress(index + 1, days.length);
  }
  return { objects, failed };
}
