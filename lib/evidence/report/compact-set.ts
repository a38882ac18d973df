/**
 * A set of very many texts in little memory: 64 bits of each, in one table without pointers. Two texts among a million share theirs
 * once in 36 million such sets; where that matters the caller looks again.
 */
export interface CompactSet {
  /** @returns whether it was there already */
  add(text: string): boolean;
  has(text: string): boolean;
  /**
   * The same of many, 64 bits of each that are as good as random already: parts of hashes, in two halves of 32 one after the other.
   * @param onKnown told the place among them of each that was there already, in their order
   */
  addHashes(halves: Uint32Array, onKnown: (place: number) => void): void;
  readonly size: number;
}

/** Of a hundred places as many are taken at most. */
const FULL = 70;

/** As many places are touched before they are looked at: memory answers for them at the same time, and not one after the other. */
const TOUCHED = 32;

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

/** @param expected texts: for as many it never grows */
export function createCompactSet(expected = 700): CompactSet {
  let places = 2 ** Math.ceil(Math.log2(Math.max(1, (expected * 100) / FULL)));
  /** Two halves a place. */
  let table = new Uint32Array(2 * places);
  let size = 0;

  const firstPlace = (a: number, b: number): number => (a ^ Math.imul(b, 0x9e3779b1)) & (places - 1);
  /** Where it stands, or would. */
  function place(a: number, b: number): number {
    let at = firstPlace(a, b);
    while (table[2 * at + 1] !== 0 && (table[2 * at] !== a || table[2 * at + 1] !== b)) at = (at + 1) & (places - 1);
    return 2 * at;
  }
  function reserve(more: number): void {
    if ((size + more) * 100 <= places * FULL) return;
    const before = table;
    places *= 2;
    table = new Uint32Array(2 * places);
    for (let index = 0; index < before.length; index += 2) {
      const [a = 0, b = 0] = [before[index], before[index + 1]];
      if (b !== 0) table.set([a, b], place(a, b));
    }
    reserve(more);
  }
  function addHalves(a: number, b: number): boolean {
    const at = place(a, b);
    if (table[at + 1] !== 0) return true;
    table[at] = a;
    table[at + 1] = b;
    size += 1;
    return false;
  }
  return {
    add(text) {
      reserve(1);
      return addHalves(...halves(text));
    },
    addHashes(hashes, onKnown) {
      let touched = 0;
      for (let start = 0; start < hashes.length; start += 2 * TOUCHED) {
        const end = Math.min(hashes.length, start + 2 * TOUCHED);
        reserve(TOUCHED);
        for (let at = start; at < end; at += 2)
          touched ^= table[2 * firstPlace(hashes[at] ?? 0, hashes[at + 1] || 1)] ?? 0;
        for (let at = start; at < end; at += 2) if (addHalves(hashes[at] ?? 0, hashes[at + 1] || 1)) onKnown(at / 2);
      }
      return void touched;
    },
    has(text) {
      const [a, b] = halves(text);
      return table[place(a, b) + 1] !== 0;
    },
    get size() {
      return size;
    },
  };
}
