/** Seals what arrived so far, as if the hour were over: nobody wants to wait for it. */
import { createPublicKey } from "node:crypto";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { codeVersion } from "../../../infra/code-version.ts";
import { canonicalJson } from "../../../lib/archive/canonical-json.ts";
import { type Head, headOf, s3Heads } from "../../../lib/evidence/head.ts";
import { endOf, type Hour, hourOf } from "../../../lib/evidence/hours.ts";
import { kmsSealingKeys } from "../../../lib/evidence/kms-sealing-keys.ts";
import { s3EvidenceStore } from "../../../lib/evidence/s3-evidence-store.ts";
import { sealArchive } from "../../../lib/evidence/seal-archive.ts";
import { createSealReader, readChain, requireHour } from "../../../lib/evidence/seal-reader.ts";
import { LOCAL_NAMES } from "../../../local/functions/environment.ts";

export interface SealedSoFar {
  readonly from: Hour;
  readonly to: Hour;
  readonly events: number;
  /** What an auditor gets from elsewhere. */
  readonly keyPem: string;
  readonly head: string;
}

/** Past the grace period that sealing waits for. */
const AHEAD_MILLISECONDS = 15 * 60_000;

export async function sealNow(): Promise<SealedSoFar> {
  const [s3, kms] = [new S3Client({}), new KMSClient({})];
  try {
    const store = s3EvidenceStore(s3, LOCAL_NAMES.evidenceBucket);
    const reader = createSealReader(store);
    const keepHead = s3Heads(s3, LOCAL_NAMES.headBucket);
    const to = hourOf(new Date());
    const ahead = new Date(endOf(to).getTime() + AHEAD_MILLISECONDS);
    await sealArchive({
      store,
      reader,
      keys: kmsSealingKeys(kms, LOCAL_NAMES.sealingKey),
      codeVersion: codeVersion(),
      now: () => ahead,
      hasTime: () => true,
      announce: async (seal) => keepHead(headOf(seal)),
    });
    const chain = await readChain(store, reader);
    if (!chain) throw new Error("nothing was sealed");
    const last = await requireHour(reader, to);
    const head: Head = headOf(last);
    const der = Buffer.from(last.body.key.publicKey, "base64");
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    return {
      from: chain.body.firstHour,
      to,
      events: last.body.leafCount,
      keyPem: String(key.export({ type: "spki", format: "pem" })),
      head: canonicalJson(head),
    };
  } finally {
    s3.destroy();
    kms.destroy();
  }
}
