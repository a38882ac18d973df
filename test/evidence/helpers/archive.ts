/** An archive over a store, with keys in memory, a clock to set, and a way to seal it. */
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { archiveLine } from "../../../lib/archive/archive-line.ts";
import { archiveObject } from "../../../lib/archive/archive-object.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import type { EvidenceStore } from "../../../lib/evidence/evidence-store.ts";
import { type Hour, hoursLater, startOf } from "../../../lib/evidence/hours.ts";
import type { HourSeal, Sealed } from "../../../lib/evidence/seal.ts";
import { type ArchiveSealing, sealArchive } from "../../../lib/evidence/seal-archive.ts";
import { createSealReader } from "../../../lib/evidence/seal-reader.ts";
import type { SealingKeys } from "../../../lib/evidence/sign-once.ts";
import type { SealingKey } from "../../../lib/evidence/signature.ts";
import { signDigest } from "../../../local/aws/sign-digest.ts";

export interface TestKey extends SealingKey {
  readonly pem: string;
}

export function aKey(id: string): TestKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = createPublicKey(privateKey);
  return {
    id,
    pem: String(publicKey.export({ type: "spki", format: "pem" })),
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    sign: async (digest) => signDigest(privateKey, Buffer.from(digest, "hex")),
  };
}

/** @param keys the last one is current */
export function keysOf(...keys: readonly TestKey[]): SealingKeys {
  const byId = async (id: string) => {
    const key = keys.find((each) => each.id === id);
    if (!key) throw new Error(`there is no key ${id}`);
    return key;
  };
  return { byId, current: () => byId(keys.at(-1)?.id ?? "") };
}

/** Writes events as one object that arrived in the hour. */
export async function arrive(store: EvidenceStore, hour: Hour, ...events: readonly TrailEvent[]): Promise<string> {
  const { key, body } = archiveObject(events.map(archiveLine), startOf(hour));
  await store.putOnce(key, body);
  return key;
}

/** A quarter past the end of the hour: it is due. */
const dueAfter = (hour: Hour): Date => new Date(startOf(hoursLater(hour, 1)).getTime() + 15 * 60_000);

export interface Run extends Partial<ArchiveSealing> {
  readonly upTo: Hour;
}

/** Seals everything up to an hour. */
export function sealUpTo(store: EvidenceStore, keys: SealingKeys, { upTo, ...options }: Run) {
  return sealArchive({
    store,
    keys,
    reader: createSealReader(store),
    codeVersion: "test",
    now: () => dueAfter(upTo),
    hasTime: () => true,
    announce: async () => undefined,
    ...options,
  });
}

export const hourOfSeal = ({ body }: Sealed<HourSeal>): Hour => body.window.from.slice(0, 13);
