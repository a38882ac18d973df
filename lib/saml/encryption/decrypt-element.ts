/** Decrypts an EncryptedAssertion or EncryptedID. samlify's own decryption logs fragments and checks nothing of what comes out. */
import type { KeyObject } from "node:crypto";
import { contentAlgorithm, decryptContent } from "./content.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { readEncryptedElement } from "./encrypted-element.ts";
import { unwrapKeys } from "./key-transport.ts";

export interface DecryptionPolicy {
  /** AES-CBC has no integrity: allowed only where a verified signature covers the ciphertext. */
  readonly allowCbc: boolean;
}

/**
 * Tries every private key, so that two overlap during a rollover.
 * @param xml the EncryptedAssertion or EncryptedID, a well-formed document of its own
 * @returns the plaintext, which is not trusted any more than the message it came in
 * @throws DecryptionFailed whatever the cause
 */
export function decryptElement(xml: string, privateKeys: readonly KeyObject[], policy: DecryptionPolicy): string {
  try {
    const encrypted = readEncryptedElement(xml);
    const algorithm = contentAlgorithm(encrypted.contentAlgorithm, policy.allowCbc);
    for (const key of unwrapKeys(encrypted, algorithm.keyBytes, privateKeys)) {
      const plaintext = decryptContent(algorithm, key, encrypted.content);
      return new TextDecoder("utf-8", { fatal: true }).decode(plaintext);
    }
    throw new DecryptionFailed("no private key unwraps the content key");
  } catch (error) {
    if (error instanceof DecryptionFailed) throw error;
    throw new DecryptionFailed("not decryptable", { cause: error });
  }
}
