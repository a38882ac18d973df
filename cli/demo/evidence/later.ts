/** Lets the hours pass in which what happened is sealed and held against the access log: the functions themselves do it, by a clock that is moved. */
import { createPublicKey } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { type Hour, hourOf } from "../../../lib/evidence/hours.ts";
import { headKey } from "../../../lib/evidence/keys-in-bucket.ts";
import { s3EvidenceStore } from "../../../lib/evidence/s3-evidence-store.ts";
import { createSealReader, readChain, requireHour } from "../../../lib/evidence/seal-reader.ts";
import { LOCAL_NAMES } from "../../../local/functions/environment.ts";
import type { Clock } from "../roles/clock.ts";

export interface SealedHours {
  readonly from: Hour;
  readonly to: Hour;
  /** In the last of them. */
  readonly events: number;
  readonly keyPem: string;
}

const HOUR_OF_A_DAY = 1 / 24;

/**
 * @param fire calls a scheduled function now
 * @param quiet resolves when what it published has been archived
 */
export async function letHoursPass(
  clock: Clock,
  fire: (name: string) => Promise<void>,
  quiet: () => Promise<void>,
): Promise<SealedHours> {
  const to = hourOf(new Date());
  // The hour and the next are over: both are sealed, and the first can be held against the access log.
  clock.moveToDay(3 * HOUR_OF_A_DAY);
  await fire("seal-archive");
  await fire("join-access-log");
  await quiet();
  // What that came to is an event of its own, and is sealed as well.
  clock.moveToDay(5 * HOUR_OF_A_DAY);
  await fire("seal-archive");
  await quiet();
  const s3 = new S3Client({});
  try {
    const store = s3EvidenceStore(s3, LOCAL_NAMES.evidenceBucket);
    const reader = createSealReader(store);
    const chain = await readChain(store, reader);
    if (!chain) throw new Error("nothing was sealed");
    const { body } = await requireHour(reader, to);
    const der = Buffer.from(body.key.publicKey, "base64");
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    const keyPem = String(key.export({ type: "spki", format: "pem" }));
    return { from: chain.body.firstHour, to, events: body.leafCount, keyPem };
  } finally {
    s3.destroy();
  }
}

/** The head of this hour, from the bucket that who writes evidence cannot change. */
export async function readHead(hour: Hour): Promise<Buffer> {
  const s3 = new S3Client({});
  try {
    const head = await s3EvidenceStore(s3, LOCAL_NAMES.headBucket).read(headKey(hour));
    if (!head) throw new Error(`the bucket of heads has none of ${hour}`);
    return head;
  } finally {
    s3.destroy();
  }
}
