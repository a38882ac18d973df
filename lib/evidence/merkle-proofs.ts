/** Audit paths and consistency proofs as in RFC 6962 §2.1.1 and §2.1.2. */
import { merkleLevels } from "./merkle.ts";

/**
 * PATH(m, D[n]): the neighbours of a leaf on its way to the root, nearest first.
 * @param levels as `merkleLevels` gives them: of one tree often several leaves are proven
 * @throws RangeError where the tree has no such leaf
 */
export function inclusionProof(levels: readonly (readonly string[])[], index: number): readonly string[] {
  const size = levels[0]?.length ?? 0;
  if (!Number.isInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  }
  const path: string[] = [];
  let position = index;
  for (const level of levels) {
    const neighbour = level[position ^ 1];
    if (neighbour !== undefined) path.push(neighbour);
    position >>>= 1;
  }
  return path;
}

/**
 * PROOF(m, D[n]): what shows that the tree of the first m leaves is the beginning of the tree of all.
 * @throws RangeError where m is not between 1 and the number of leaves
 */
export function consistencyProof(leaves: readonly string[], size: number): readonly string[] {
  if (!Number.isInteger(size) || size < 1 || size > leaves.length) {
    throw new RangeError(`a tree of ${leaves.length} leaves did not begin with ${size}`);
  }
  const levels = merkleLevels(leaves);
  /** MTH(D[from:to]) of a range that RFC 6962's splits produce: a full subtree, or the ragged right edge. */
  const subtree = (from: number, to: number): string => {
    const height = Math.ceil(Math.log2(to - from));
    return levels[height]?.[from / 2 ** height] ?? "";
  };
  const proof: string[] = [];
  let [from, to, whole] = [0, leaves.length, true];
  // SUBPROOF, from the root down; its hashes are listed from the bottom up.
  while (size !== to) {
    const middle = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
    if (size <= middle) {
      proof.unshift(subtree(middle, to));
      to = middle;
    } else {
      proof.unshift(subtree(from, middle));
      from = middle;
      whole = false;
    }
  }
  return whole ? proof : [subtree(from, to), ...proof];
}
