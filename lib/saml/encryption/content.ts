/** AES content decryption by `node:crypto` (xmlenc-core1 §5.2). */
import { createDecipheriv } from "node:crypto";
import { DecryptionFailed } from "./decryption-failed.ts";

interface ContentAlgorithm {
  readonly mode: "gcm" | "cbc";
  readonly keyBytes: number;
}

const ALGORITHMS: Readonly<Record<string, ContentAlgorithm>> = {
  "http://www.w3.org/2009/xmlenc11#aes128-gcm": { mode: "gcm", keyBytes: 16 },
  "http://www.w3.org/2009/xmlenc11#aes192-gcm": { mode: "gcm", keyBytes: 24 },
  "http://www.w3.org/2009/xmlenc11#aes256-gcm": { mode: "gcm", keyBytes: 32 },
  "http://www.w3.org/2001/04/xmlenc#aes128-cbc": { mode: "cbc", keyBytes: 16 },
  "http://www.w3.org/2001/04/xmlenc#aes192-cbc": { mode: "cbc", keyBytes: 24 },
  "http://www.w3.org/2001/04/xmlenc#aes256-cbc": { mode: "cbc", keyBytes: 32 },
};

const GCM_IV = 12;
const GCM_TAG = 16;
const BLOCK = 16;

/** @throws DecryptionFailed for any other algorithm, and for CBC where it is not allowed */
export function contentAlgorithm(identifier: string, allowCbc: boolean): ContentAlgorithm {
  const algorithm = ALGORITHMS[identifier];
  if (!algorithm || (algorithm.mode === "cbc" && !allowCbc))
    throw new DecryptionFailed("content algorithm is not accepted here");
  return algorithm;
}

function decryptGcm(key: Buffer, content: Buffer): Buffer {
  if (content.length <= GCM_IV + GCM_TAG) throw new DecryptionFailed("ciphertext is too short");
  const name = `aes-${key.length * 8}-gcm` as "aes-256-gcm";
  const decipher = createDecipheriv(name, key, content.subarray(0, GCM_IV), { authTagLength: GCM_TAG });
  decipher.setAuthTag(content.subarray(-GCM_TAG));
  return Buffer.concat([decipher.update(content.subarray(GCM_IV, -GCM_TAG)), decipher.final()]);
}

/** XML Encryption pads with a length byte behind arbitrary octets, which is not PKCS #7 (xmlenc-core1 §5.2.2). */
function decryptCbc(key: Buffer, content: Buffer): Buffer {
  if (content.length < 2 * BLOCK || content.length % BLOCK !== 0)
    throw new DecryptionFailed("ciphertext is no whole block");
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, content.subarray(0, BLOCK)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(content.subarray(BLOCK)), decipher.final()]);
  const padding = padded[padded.length - 1] ?? 0;
  if (padding < 1 || padding > BLOCK) throw new DecryptionFailed("padding");
  return padded.subarray(0, padded.length - padding);
}

/** @throws Error where the ciphertext does not decrypt under the key */
export function decryptContent({ mode }: ContentAlgorithm, key: Buffer, content: Buffer): Buffer {
  return mode === "gcm" ? decryptGcm(key, content) : decryptCbc(key, content);
}
