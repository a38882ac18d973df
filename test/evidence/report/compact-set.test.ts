/** A set of very many texts in little memory. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { createCompactSet } from "../../../lib/evidence/report/compact-set.ts";

const texts = (count: number, name = "assertion") => Array.from({ length: count }, (_, number) => `${name} ${number}`);

/** 64 bits of each text's hash, as two halves. */
const hashesOf = (of: readonly string[]): Uint32Array => {
  const bytes = Buffer.concat(of.map((text) => createHash("sha256").update(text).digest().subarray(0, 8)));
  return new Uint32Array(Uint8Array.from(bytes).buffer);
};

function knownOf(set: ReturnType<typeof createCompactSet>, hashes: Uint32Array): number[] {
  const known: number[] = [];
  set.addHashes(hashes, (place) => known.push(place));
  return known;
}

describe.each([
  ["that grows", undefined],
  ["made for as many", 5000],
])("a compact set %s", (_, expected) => {
  test("knows each text that was added, and no other", () => {
    const set = createCompactSet(expected);
    expect(texts(5000).map((text) => set.add(text))).not.toContain(true);
    expect(texts(5000).map((text) => set.add(text))).not.toContain(false);
    expect(texts(5000, "another").map((text) => set.has(text))).not.toContain(true);
    expect(set.size).toBe(5000);
  });

  test("names of many hashes those that were there before, and those that come twice", () => {
    const set = createCompactSet(expected);
    expect(knownOf(set, hashesOf(texts(4990)))).toEqual([]);
    const again = ["assertion 7", "new", "assertion 4989", "new", ...texts(100, "more"), "more 99"];
    expect(knownOf(set, hashesOf(again))).toEqual([0, 2, 3, 104]);
    expect(set.size).toBe(5091);
  });

  test("takes a hash of zeros like any other", () => {
    const set = createCompactSet(expected);
    expect(knownOf(set, new Uint32Array(4))).toEqual([1]);
    expect(set.size).toBe(1);
  });
});
