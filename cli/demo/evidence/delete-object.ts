/** Does what nobody may do, and waits for what must come of it. */
import { setTimeout as delay } from "node:timers/promises";
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { ARCHIVE_PREFIX } from "../../../lib/archive/archive-object.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { LOCAL_NAMES } from "../../../local/functions/environment.ts";
import { readEvents } from "../evidence.ts";

const Bucket = LOCAL_NAMES.evidenceBucket;

/** @returns the key of what was deleted */
export async function deleteAnObject(): Promise<string> {
  const client = new S3Client({});
  try {
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: ARCHIVE_PREFIX, MaxKeys: 1 }));
    const Key = Contents?.[0]?.Key ?? "";
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    return Key;
  } finally {
    client.destroy();
  }
}

const [EVERY_MILLISECONDS, ATTEMPTS] = [250, 160];

/** CloudTrail takes its time, and the archive gathers a batch. @returns what is archived of these types in the end */
export async function waitForEvents(...types: readonly string[]): Promise<readonly TrailEvent[]> {
  let found: readonly TrailEvent[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    found = (await readEvents(Bucket)).filter(({ metadata }) => types.includes(metadata.type));
    if (types.every((type) => found.some(({ metadata }) => metadata.type === type))) break;
    await delay(EVERY_MILLISECONDS);
  }
  return found;
}
