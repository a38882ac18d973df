import type { KeyObject } from "node:crypto";
import { decryptContent } from "./decrypt-content.ts";
import { decryptKey } from "./decrypt-key.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { type EncryptedParts, readEncryptedParts } from "./encrypted-parts.ts";

export interface DecryptionPolicy {
  /** AES-CBC has no integrity of its own: only for content under a signature that was verified over the ciphertext. */
  readonly allowCbc: boolean;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Every key is tried, since providers go on encrypting to the certificate before the last for a while. */
function tryEach(parts: EncryptedParts, privateKeys: readonly KeyObject[]): string {
  let failure: unknown = new Error("there is no decryption key");
  for (const privateKey of privateKeys) {
    try {
      const key = decryptKey(parts, privateKey);
      return utf8.decode(decryptContent(parts.content, parts.ciphertext, key));
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/**
 * Decrypts an EncryptedAssertion or EncryptedID (saml-core-2.0 §2.2.4): one EncryptedData under one EncryptedKey, RSA-OAEP and
 * AES. The plaintext is a new document of unknown origin, since anyone can encrypt to a public certificate.
 * @param encryptedXml the element as text, or the Response that holds an EncryptedAssertion
 * @param privateKeys RSA keys, the current one first
 * @throws DecryptionFailed, the same whatever was wrong
 */
export function decryptElement(
  encryptedXml: string,
  privateKeys: readonly KeyObject[],
  policy: DecryptionPolicy,
): string {
  try {
    const parts = readEncryptedParts(encryptedXml);
    if (parts.content.mode === "cbc" && !policy.allowCbc) throw new Error("AES-CBC is not allowed here");
    return tryEach(parts, privateKeys);
  } catch (cause) {
    throw new DecryptionFailed(cause);
  }
}
