/** Merkle tree hashes as in RFC 6962 §2.1. Every hash is lower-case hex of 32 bytes. */
import { hash } from "node:crypto";

/** MTH of no leaves: the hash of nothing. */
const EMPTY_ROOT = hash("sha256", "");

/** @param entry the bytes of one leaf; text counts as UTF-8 */
export function leafHash(entry: string | Uint8Array): string {
  return hash("sha256", typeof entry === "string" ? `\0${entry}` : Buffer.concat([Buffer.of(0x00), entry]));
}

export function nodeHash(left: string, right: string): string {
  return hash("sha256", Buffer.from(`01${left}${right}`, "hex"));
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
