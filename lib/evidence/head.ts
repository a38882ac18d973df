/**
 * The head of the chain, kept where who can write evidence cannot: an object for each seal, written once, and a pointer to
 * the latest. Whoever holds a head can tell whether a package belongs to the chain that led to it.
 */
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { canonicalJson } from "../archive/canonical-json.ts";
import { headKey, LATEST_HEAD_KEY } from "./keys-in-bucket.ts";
import { s3EvidenceStore } from "./s3-evidence-store.ts";
import { ChainFault, type HourSeal, type Sealed } from "./seal.ts";
import { appendToLog, logRoot } from "./seal-log.ts";

const headModel = z.strictObject({
  kind: z.literal("head"),
  version: z.literal(1),
  hour: z.string(),
  /** Of the seal. */
  hash: z.string(),
  /** Seals up to and with this one, and the root of the tree over their hashes. */
  size: z.int().min(1),
  root: z.string(),
});

export type Head = z.infer<typeof headModel>;

export function headOf({ body, hash }: Sealed<HourSeal>): Head {
  const log = appendToLog(body.log, hash);
  const hour = body.window.from.slice(0, 13);
  return { kind: "head", version: 1, hour, hash, size: log.size, root: logRoot(log) };
}

export type KeepHead = (head: Head) => Promise<void>;

/**
 * Keeps heads in a bucket. The pointer is overwritten, and a slow rival may set it back by an hour: it is a convenience, the
 * objects below `heads/` are the record.
 * @throws ChainFault where the bucket has another head for that hour
 */
export function s3Heads(client: S3Client, bucket: string): KeepHead {
  const store = s3EvidenceStore(client, bucket);
  return async (head) => {
    const key = headKey(head.hour);
    const body = canonicalJson(head);
    if (!(await store.putOnce(key, body)) && (await store.read(key))?.toString("utf8") !== body) {
      throw new ChainFault(`${bucket} has another head for ${head.hour}: there are two chains`);
    }
    const put = { Bucket: bucket, Key: LATEST_HEAD_KEY, Body: body, ContentType: "application/json" };
    await client.send(new PutObjectCommand({ ...put, ChecksumAlgorithm: "SHA256" }));
  };
}
