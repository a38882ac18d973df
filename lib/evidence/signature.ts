/** ECDSA on P-256 over SHA-256: what KMS signs, and plain `openssl dgst -sha256 -verify` understands. */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { PublicKey } from "./seal.ts";

/** A private key that signs seals, wherever it is kept. */
export interface SealingKey extends PublicKey {
  /**
   * @param digest SHA-256 of the body, hex
   * @returns the signature in DER
   */
  sign(digest: string): Promise<Buffer>;
}

/** A chain has few keys and many seals. */
const known = new Map<string, KeyObject>();
const MAXIMUM_KNOWN = 100;

function openKey(publicKey: string): KeyObject {
  const there = known.get(publicKey);
  if (there) return there;
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  if (known.size >= MAXIMUM_KNOWN) known.clear();
  known.set(publicKey, key);
  return key;
}

/** @param publicKey SubjectPublicKeyInfo (DER), in base64 */
export function verifySignature(publicKey: string, bytes: Buffer, signature: Buffer): boolean {
  try {
    const key = openKey(publicKey);
    const isP256 = key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1";
    return isP256 && verify("sha256", bytes, key, signature);
  } catch {
    return false;
  }
}
