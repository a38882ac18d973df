import { constants, type KeyObject, privateDecrypt, randomBytes } from "node:crypto";
import type { EncryptedParts } from "./encrypted-parts.ts";
import { oaepDecode } from "./oaep.ts";

function decrypt({ content, encryptedKey, transport }: EncryptedParts, key: KeyObject): Buffer | null {
  const { digest, mask } = transport;
  try {
    // node:crypto takes one hash for both; it is the better judge wherever one is enough.
    if (digest === mask)
      return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: digest }, encryptedKey);
    const encoded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encryptedKey);
    return oaepDecode(encoded, content.keyBytes, digest, mask);
  } catch {
    return null;
  }
}

/**
 * The content's key. Where it cannot be had, a random one takes its place, so that a bad key and bad content fail alike, later.
 */
export function decryptKey(parts: EncryptedParts, privateKey: KeyObject): Buffer {
  const random = randomBytes(parts.content.keyBytes);
  const key = decrypt(parts, privateKey);
  return key?.length === parts.content.keyBytes ? key : random;
}
