/** RSAES-OAEP decoding with a digest that differs from its mask's (RFC 8017 §7.1.2), which node:crypto has no word for. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { OaepHash } from "./algorithms.ts";

/** MGF1 (RFC 8017 §B.2.1). */
function mask(seed: Uint8Array, length: number, hash: OaepHash): Buffer {
  const blocks: Buffer[] = [];
  let made = 0;
  for (let counter = 0; made < length; counter += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    const block = createHash(hash).update(seed).update(number).digest();
    blocks.push(block);
    made += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(left: Uint8Array, right: Uint8Array): Buffer {
  const result = Buffer.alloc(left.length);
  for (let index = 0; index < left.length; index += 1) result[index] = (left[index] ?? 0) ^ (right[index] ?? 0);
  return result;
}

/**
 * Since the length of the key is known, so is every other byte of the block: one comparison in constant time judges them all,
 * and there is no position to search for and to betray (Manger, CRYPTO 2001).
 * @param encoded the raw result of the RSA operation, as long as the modulus
 * @returns the key, or `null`
 */
export function oaepDecode(encoded: Buffer, keyBytes: number, digest: OaepHash, maskHash: OaepHash): Buffer | null {
  const labelHash = createHash(digest).digest();
  const size = labelHash.length;
  const padding = encoded.length - 2 * size - 2 - keyBytes;
  if (padding < 0) return null;
  const maskedBlock = encoded.subarray(1 + size);
  const seed = xor(encoded.subarray(1, 1 + size), mask(maskedBlock, size, maskHash));
  const block = xor(maskedBlock, mask(seed, maskedBlock.length, maskHash));
  const head = Buffer.concat([encoded.subarray(0, 1), block.subarray(0, block.length - keyBytes)]);
  const expected = Buffer.concat([Buffer.from([0]), labelHash, Buffer.alloc(padding), Buffer.from([1])]);
  return timingSafeEqual(head, expected) ? block.subarray(block.length - keyBytes) : null;
}
