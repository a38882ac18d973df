/**
 * A set of very many texts in little memory: 64 bits of each, in one table without pointers. Two texts among a million share theirs
 * once in 36 million such sets; where that matters the caller looks again.
 */
export interface CompactSet {
  /** @returns whether it was there already */
  add(text: string): boolean;
  has(text: string): boolean;
  /** The same of 64 bits that are as good as random already: a hash's, in two halves of 32. */
  addHalves(a: number, b: number): boolean;
  readonly size: number;
}

/** Of seven places in ten: a table's length is twice its places. */
const FULL = 0.35;

const [PRIME, BASIS, OTHER_BASIS] = [0x01000193, 0x811c9dc5, 0x5bd1e995];

/** FNV-1a twice, from two beginnings, with a finish that spreads the last characters. */
function halves(text: string): [number, number] {
  let [a, b] = [BASIS, OTHER_BASIS];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, PRIME);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 13;
  }
  a ^= a >>> 15;
  b = Math.imul(b ^ (b >>> 16), 0xc2b2ae35);
  // Zero stands for an empty place.
  return [a >>> 0, (b ^ (b >>> 13)) >>> 0 || 1];
}

export function createCompactSet(capacity = 1 << 10): CompactSet {
  let table = new Uint32Array(2 * capacity);
  let size = 0;

  /** Where it stands, or would. */
  function place(into: Uint32Array, a: number, b: number): number {
    const mask = into.length / 2 - 1;
    let at = (a ^ Math.imul(b, 0x9e3779b1)) & mask;
    while (into[2 * at + 1] !== 0 && (into[2 * at] !== a || into[2 * at + 1] !== b)) at = (at + 1) & mask;
    return 2 * at;
  }
  function grow(): void {
    const larger = new Uint32Array(2 * table.length);
    for (let index = 0; index < table.length; index += 2) {
      const [a = 0, b = 0] = [table[index], table[index + 1]];
      if (b !== 0) larger.set([a, b], place(larger, a, b));
    }
    table = larger;
  }
  function addHalves(a: number, b: number): boolean {
    const at = place(table, a, b || 1);
    if (table[at + 1] !== 0) return true;
    table[at] = a;
    table[at + 1] = b || 1;
    size += 1;
    if (size > table.length * FULL) grow();
    return false;
  }
  return {
    add: (text) => addHalves(...halves(text)),
    addHalves,
    has(text) {
      const [a, b] = halves(text);
      return table[place(table, a, b) + 1] !== 0;
    },
    get size() {
      return size;
    },
  };
}
