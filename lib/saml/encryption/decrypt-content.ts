import { createDecipheriv } from "node:crypto";
import type { ContentAlgorithm } from "./algorithms.ts";

const GCM_IV = 12;
const GCM_TAG = 16;
const BLOCK = 16;

/** AES-GCM: a 96-bit IV in front, a 128-bit tag behind (xmlenc-core1 §5.2.4). */
function decryptGcm(cipher: ContentAlgorithm["cipher"], ciphertext: Buffer, key: Buffer): Buffer {
  if (ciphertext.length < GCM_IV + GCM_TAG) throw new Error("the ciphertext is too short");
  const decipher = createDecipheriv(cipher as "aes-256-gcm", key, ciphertext.subarray(0, GCM_IV), {
    authTagLength: GCM_TAG,
  });
  decipher.setAuthTag(ciphertext.subarray(-GCM_TAG));
  return Buffer.concat([decipher.update(ciphertext.subarray(GCM_IV, -GCM_TAG)), decipher.final()]);
}

/** AES-CBC: the IV in front, and a padding of which only the last byte, its length, is defined (xmlenc-core1 §5.2.3). */
function decryptCbc(cipher: ContentAlgorithm["cipher"], ciphertext: Buffer, key: Buffer): Buffer {
  if (ciphertext.length < 2 * BLOCK || ciphertext.length % BLOCK !== 0) throw new Error("the ciphertext is not blocks");
  const decipher = createDecipheriv(cipher, key, ciphertext.subarray(0, BLOCK)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(ciphertext.subarray(BLOCK)), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > BLOCK) throw new Error("the padding is wrong");
  return padded.subarray(0, padded.length - padding);
}

/** @throws Error where key or ciphertext is not right: for the log only */
export function decryptContent({ cipher, mode }: ContentAlgorithm, ciphertext: Buffer, key: Buffer): Buffer {
  return mode === "gcm" ? decryptGcm(cipher, ciphertext, key) : decryptCbc(cipher, ciphertext, key);
}
