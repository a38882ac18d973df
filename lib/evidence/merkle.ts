/** Merkle tree hashes as in RFC 6962 §2.1. Every hash is lower-case hex of 32 bytes. */
import { hash } from "node:crypto";

/** MTH of no leaves: the hash of nothing. */
const EMPTY_ROOT = hash("sha256", "");

/** @param entry the bytes of one leaf; text counts as UTF-8 */
export function leafHash(entry: string | Uint8Array): string {
  return hash("sha256", typeof entry === "string" ? `\0${entry}` : Buffer.concat([Buffer.of(0x00), entry]));
}

const HASH_BYTES = 32;
/** The bytes of a node: 0x01, and two hashes. Used again and again: a tree has as many nodes as leaves. */
const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

export function nodeHash(left: string, right: string): string {
  const written = NODE.write(left, 1, HASH_BYTES, "hex") + NODE.write(right, 1 + HASH_BYTES, HASH_BYTES, "hex");
  // What is no hash does not fill its place; whoever made it one finds that it proves nothing.
  return hash("sha256", written === 2 * HASH_BYTES ? NODE : Buffer.from(`01${left}${right}`, "hex"));
}

/** The tree level by level, leaves first. A node without a neighbour moves up as it is, which is RFC 6962's split. */
export function merkleLevels(leaves: readonly string[]): readonly (readonly string[])[] {
  const levels: (readonly string[])[] = [leaves];
  for (let below = leaves; below.length > 1; ) {
    const level: string[] = [];
    for (let index = 0; index < below.length; index += 2) {
      const [left = "", right] = [below[index], below[index + 1]];
      level.push(right === undefined ? left : nodeHash(left, right));
    }
    levels.push(level);
    below = level;
  }
  return levels;
}

/** @param leaves leaf hashes, in the tree's order */
export function merkleRoot(leaves: readonly string[]): string {
  return merkleLevels(leaves).at(-1)?.[0] ?? EMPTY_ROOT;
}
