/**
 * The seals themselves are the leaves of one more RFC 6962 tree, in the order of the chain. A seal carries the roots of that
 * tree's full subtrees (its frontier) as they were before it, so that the tree grows without ever being read back, and a
 * head of any later hour is shown to continue it by one short consistency proof.
 */
import { leafHash, merkleRoot, nodeHash } from "./merkle.ts";
import type { HourSeal } from "./seal.ts";

/** `size`: seals in the tree. `frontier`: roots of its full subtrees, the largest first: one for each bit of the size. */
type SealLog = HourSeal["log"];

export const EMPTY_LOG: SealLog = { size: 0, frontier: [] };

/** A seal as a leaf of the log. */
export const logLeaf = (sealHash: string): string => leafHash(Buffer.from(sealHash, "hex"));

export function appendToLog({ size, frontier }: SealLog, sealHash: string): SealLog {
  const grown = [...frontier];
  let hash = logLeaf(sealHash);
  for (let bits = size; bits % 2 === 1; bits = Math.floor(bits / 2)) hash = nodeHash(grown.pop() ?? "", hash);
  return { size: size + 1, frontier: [...grown, hash] };
}

export function logRoot({ frontier }: SealLog): string {
  if (frontier.length === 0) return merkleRoot([]);
  return frontier.reduceRight((right, left) => nodeHash(left, right));
}
