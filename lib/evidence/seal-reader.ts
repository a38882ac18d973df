/** Reads seals back, and believes none whose signature does not verify. */
import type * as z from "zod";
import type { EvidenceReader } from "./evidence-store.ts";
import type { Day, Hour } from "./hours.ts";
import { CHAIN_KEY, dayKey, hourSealKey, signatureKey } from "./keys-in-bucket.ts";
import {
  type Chain,
  ChainFault,
  chainModel,
  type DayRollUp,
  dayModel,
  type HourSeal,
  hourSealModel,
  readSealed,
  type Sealed,
} from "./seal.ts";
import { verifySignature } from "./signature.ts";

export type Signed<Body> = Sealed<Body> & { readonly signature: Buffer };

export interface SealReader {
  /** @returns null where the hour has no seal, or one that was never signed */
  hour(hour: Hour): Promise<Signed<HourSeal> | null>;
  day(day: Day): Promise<Signed<DayRollUp> | null>;
}

async function readSigned<Body extends HourSeal | DayRollUp>(
  store: EvidenceReader,
  model: z.ZodType<Body>,
  key: string,
): Promise<Signed<Body> | null> {
  const [bytes, signature] = await Promise.all([store.read(key), store.read(signatureKey(key))]);
  if (!bytes || !signature) return null;
  const sealed = readSealed(model, key, bytes);
  if (!verifySignature(sealed.body.key.publicKey, bytes, signature)) {
    throw new ChainFault(`${key}: the signature does not verify`);
  }
  return { ...sealed, signature };
}

/** Seals never change, so each one is read once. */
export function createSealReader(store: EvidenceReader): SealReader {
  const hours = new Map<Hour, Signed<HourSeal>>();
  return {
    async hour(hour) {
      const known = hours.get(hour);
      if (known) return known;
      const read = await readSigned(store, hourSealModel, hourSealKey(hour));
      if (read) hours.set(hour, read);
      return read;
    },
    day: (day) => readSigned(store, dayModel, dayKey(day)),
  };
}

/**
 * What the chain begins with.
 * @returns null where nothing has begun
 * @throws ChainFault where the first seal follows something else
 */
export async function readChain(store: EvidenceReader, reader: SealReader): Promise<Sealed<Chain> | null> {
  const bytes = await store.read(CHAIN_KEY);
  if (!bytes) return null;
  const chain = readSealed(chainModel, CHAIN_KEY, bytes);
  const first = await reader.hour(chain.body.firstHour);
  if (first && first.body.previous.hash !== chain.hash)
    throw new ChainFault(`the first seal does not follow ${CHAIN_KEY}`);
  return chain;
}

/** @throws ChainFault where the hour has none */
export async function requireHour(reader: SealReader, hour: Hour): Promise<Signed<HourSeal>> {
  const seal = await reader.hour(hour);
  if (!seal) throw new ChainFault(`the hour ${hour} should have a seal and has none`);
  return seal;
}
