/** What a package holds. Its own hash guards against accidents; against forgers there are the seals, a key and a head. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../archive/canonical-json.ts";
import type { Head } from "../head.ts";
import type { Hour } from "../hours.ts";
import { leafHash, merkleRoot } from "../merkle.ts";

export const MANIFEST = "manifest.json";

export interface PackagedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ManifestContent {
  /** Hours of arrival, both included. */
  readonly period: { readonly from: Hour; readonly to: Hour };
  /** Hashes of the first and the last seal. */
  readonly seals: { readonly count: number; readonly first: string; readonly last: string };
  /** Of the key that signs after the last seal. */
  readonly publicKey: string;
  /** The head that the chain had when the package was made, and the proof that the last seal's tree is its beginning. */
  readonly log: { readonly head: Head; readonly proof: readonly string[] };
  /** The seals of a long period without the events that they cover: then those can't be counted again. */
  readonly scope?: "seals";
  /** Of a package with a report: when and by whom it was made. The one thing that differs when the same is made again. */
  readonly generation?: { readonly at: string; readonly by: string };
}

export const describeFile = (path: string, content: Buffer): PackagedFile => ({
  path,
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
});

/** @returns the canonical JSON of the manifest, and what it says to be its own hash */
export function writeManifest(
  content: ManifestContent,
  files: readonly PackagedFile[],
): { readonly text: string; readonly sha256: string } {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const root = merkleRoot(sorted.map((file) => leafHash(canonicalJson(file))));
  const manifest = { kind: "package", version: 1, ...content, files: sorted, root };
  const sha256 = createHash("sha256").update(canonicalJson(manifest)).digest("hex");
  return { text: canonicalJson({ ...manifest, sha256 }), sha256 };
}
