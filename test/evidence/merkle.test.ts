import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { leafHash, merkleLevels, merkleRoot } from "../../lib/evidence/merkle.ts";
import { consistencyProof, inclusionProof } from "../../lib/evidence/merkle-proofs.ts";
import { appendToLog, EMPTY_LOG, logLeaf, logRoot } from "../../lib/evidence/seal-log.ts";
import * as verifier from "../../verifier/verify.mjs";

/** Roots and a proof that the tests of Certificate Transparency's own implementations have published for years. */
const TRANSPARENCY = {
  entries: ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"],
  roots: [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ],
  fromSixToEight: [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  ],
};

/** Made by pymerkle: see generate.py beside it. */
const pymerkle = JSON.parse(readFileSync(new URL("../fixtures/merkle/vectors.json", import.meta.url), "utf8")) as {
  roots: readonly string[];
  paths: Readonly<Record<string, readonly (readonly string[])[]>>;
};

const numbered = (count: number) => Array.from({ length: count }, (_, index) => leafHash(String(index)));
const SIZES = Array.from({ length: 40 }, (_, index) => index + 1);

describe("the tree of RFC 6962", () => {
  const leaves = TRANSPARENCY.entries.map((entry) => leafHash(Buffer.from(entry, "hex")));

  test("has the roots that Certificate Transparency published", () => {
    expect(leaves.map((_, index) => merkleRoot(leaves.slice(0, index + 1)))).toEqual(TRANSPARENCY.roots);
    expect(leaves.map((_, index) => verifier.merkleRoot(leaves.slice(0, index + 1)))).toEqual(TRANSPARENCY.roots);
  });

  test("has the consistency proof that Certificate Transparency published", () => {
    expect(consistencyProof(leaves, 6)).toEqual(TRANSPARENCY.fromSixToEight);
  });

  test("has the roots that pymerkle finds, for one leaf to 64", () => {
    expect(pymerkle.roots.map((_, index) => merkleRoot(numbered(index + 1)))).toEqual(pymerkle.roots);
  });

  test.each(Object.entries(pymerkle.paths))("has pymerkle's audit paths for %s leaves", (size, paths) => {
    const tree = numbered(Number(size));
    expect(tree.map((_, index) => inclusionProof(merkleLevels(tree), index))).toEqual(paths);
  });

  test("of no leaves is the hash of nothing", () => {
    expect(merkleRoot([])).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(verifier.merkleRoot([])).toBe(merkleRoot([]));
  });
});

describe("a proof", () => {
  test("of every leaf of every size is accepted, and for no other place, size, leaf or root", () => {
    for (const size of SIZES) {
      const leaves = numbered(size);
      const root = merkleRoot(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const proof = inclusionProof(merkleLevels(leaves), index);
        expect(verifier.isIncluded(leaf, index, size, proof, root)).toBe(true);
        expect(verifier.isIncluded(leaf, (index + 1) % size, size, proof, root)).toBe(size === 1);
        expect(verifier.isIncluded(leafHash("other"), index, size, proof, root)).toBe(false);
        expect(verifier.isIncluded(leaf, index, size, [...proof, root], root)).toBe(false);
        if (proof.length > 0) expect(verifier.isIncluded(leaf, index, size, proof.slice(1), root)).toBe(false);
        expect(verifier.isIncluded(leaf, size, size, proof, root)).toBe(false);
      }
    }
  });

  test("that a tree continues every shorter one is accepted, and for no other tree", () => {
    for (const newer of SIZES) {
      const leaves = numbered(newer);
      const root = merkleRoot(leaves);
      for (let older = 1; older <= newer; older += 1) {
        const [olderRoot, proof] = [merkleRoot(leaves.slice(0, older)), consistencyProof(leaves, older)];
        expect(verifier.isConsistent(older, newer, olderRoot, root, proof)).toBe(true);
        expect(verifier.isConsistent(older, newer, leafHash("other"), root, proof)).toBe(false);
        expect(verifier.isConsistent(older, newer, olderRoot, leafHash("other"), proof)).toBe(false);
        expect(verifier.isConsistent(older, newer, olderRoot, root, [...proof, root])).toBe(false);
        if (proof.length > 0) {
          expect(verifier.isConsistent(older, newer, olderRoot, root, proof.slice(1))).toBe(false);
          expect(verifier.isConsistent(older, newer, olderRoot, root, proof.slice(0, -1))).toBe(false);
        }
      }
    }
  });

  test("is asked for leaves and sizes that there are", () => {
    expect(() => inclusionProof(merkleLevels(numbered(3)), 3)).toThrow(RangeError);
    expect(() => consistencyProof(numbered(3), 4)).toThrow(RangeError);
    expect(() => consistencyProof(numbered(3), 0)).toThrow(RangeError);
  });
});

test("the log of seals grows to the same root as a tree of all their hashes", () => {
  const hashes = SIZES.map((size) => leafHash(`seal ${size}`));
  let log = EMPTY_LOG;
  for (const [index, hash] of hashes.entries()) {
    log = appendToLog(log, hash);
    expect(logRoot(log)).toBe(merkleRoot(hashes.slice(0, index + 1).map(logLeaf)));
    expect(log.frontier).toHaveLength([...log.size.toString(2)].filter((bit) => bit === "1").length);
  }
  expect(logRoot(EMPTY_LOG)).toBe(merkleRoot([]));
});
