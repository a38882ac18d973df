import type { EvidenceStore } from "./evidence-store.ts";
import { signatureKey } from "./keys-in-bucket.ts";
import { ChainFault, type DayRollUp, type HourSeal, type Sealed } from "./seal.ts";
import type { Signed } from "./seal-reader.ts";
import { type SealingKey, verifySignature } from "./signature.ts";

export interface SealingKeys {
  /** The key that the deployment names. */
  current(): Promise<SealingKey>;
  /** The key that a body names by its id. */
  byId(id: string): Promise<SealingKey>;
}

/**
 * Signs a body that was claimed, and puts the signature beside it; where a rival was faster, his is taken.
 * @throws ChainFault where the key is not the one that the body names, or a signature does not verify
 */
export async function signOnce<Body extends HourSeal | DayRollUp>(
  { store, keys }: { readonly store: EvidenceStore; readonly keys: SealingKeys },
  bodyKey: string,
  sealed: Sealed<Body>,
): Promise<Signed<Body>> {
  const { id, publicKey } = sealed.body.key;
  const sealingKey = await keys.byId(id);
  if (sealingKey.publicKey !== publicKey) throw new ChainFault(`the key ${id} is not the one that the chain names`);
  const there = await store.read(signatureKey(bodyKey));
  let signature = there ?? (await sealingKey.sign(sealed.hash));
  if (!there && !(await store.putOnce(signatureKey(bodyKey), signature))) {
    signature = (await store.read(signatureKey(bodyKey))) ?? signature;
  }
  if (!verifySignature(publicKey, sealed.bytes, signature)) {
    throw new ChainFault(`${signatureKey(bodyKey)} does not verify`);
  }
  return { ...sealed, signature };
}
