/** RSA-OAEP key transport by `node:crypto` (xmlenc-core1 §5.5). RSA 1.5 is refused: it answers to Bleichenbacher's questions. */
import { constants, type KeyObject, privateDecrypt } from "node:crypto";
import { DecryptionFailed } from "./decryption-failed.ts";
import type { EncryptedElement } from "./encrypted-element.ts";

const OAEP_MGF1P = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const OAEP = "http://www.w3.org/2009/xmlenc11#rsa-oaep";

const DIGESTS: Readonly<Record<string, "sha1" | "sha256">> = {
  "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
  "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
};

const MASKS: Readonly<Record<string, "sha1" | "sha256">> = {
  "http://www.w3.org/2009/xmlenc11#mgf1sha1": "sha1",
  "http://www.w3.org/2009/xmlenc11#mgf1sha256": "sha256",
};

/** The one hash of digest and mask: `node:crypto` has no way to set them apart, so a mixture is refused. */
function oaepHash({ keyAlgorithm, keyDigest, keyMask }: EncryptedElement): "sha1" | "sha256" {
  const digest = keyDigest === null ? "sha1" : DIGESTS[keyDigest];
  const mask = keyAlgorithm === OAEP_MGF1P || keyMask === null ? "sha1" : MASKS[keyMask];
  if (keyAlgorithm !== OAEP_MGF1P && keyAlgorithm !== OAEP) throw new DecryptionFailed("key transport is not RSA-OAEP");
  if (!digest || digest !== mask)
    throw new DecryptionFailed("OAEP digest and mask are not one and the same accepted hash");
  return digest;
}

/**
 * @param length of the content key in bytes
 * @returns every key of that length that one of the private keys unwraps; more than one only by design of an attacker
 * @throws DecryptionFailed where the algorithm is not accepted
 */
export function unwrapKeys(encrypted: EncryptedElement, length: number, privateKeys: readonly KeyObject[]): Buffer[] {
  const hash = oaepHash(encrypted);
  return privateKeys.flatMap((key) => {
    try {
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const unwrapped = privateDecrypt({ key, padding, oaepHash: hash }, encrypted.key);
      return unwrapped.length === length ? [unwrapped] : [];
    } catch {
      return [];
    }
  });
}
