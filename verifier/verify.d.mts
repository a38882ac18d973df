/** Types of verify.mjs, for the command line and the tests. */
export interface OpenedPackage {
  readonly paths: readonly string[];
  /** Throws where there is none. */
  read(path: string): Buffer;
}

/** `key` is a public key in PEM, `head` the text of a head: both from elsewhere, or undefined. */
export interface Pinned {
  readonly key: string | undefined;
  readonly head: string | undefined;
}

export type Mark = "ok" | "WRONG" | "FINDING" | "OPEN";
export type Report = (mark: Mark, what: string, text: string) => void;

/** Returns the exit code: 0 verified, 1 something is wrong, 3 self-consistent only, 4 seals verified without their events. */
export function verifyPackage(pack: OpenedPackage, pinned: Pinned, report: Report): 0 | 1 | 3 | 4;
export function openFolder(folder: string): OpenedPackage;
export function canonical(value: unknown): string;
export function leafHash(entry: string | Uint8Array): string;
export function merkleRoot(leaves: readonly string[]): string;
export function isIncluded(leaf: string, index: number, size: number, proof: readonly string[], root: string): boolean;
export function isConsistent(
  older: number,
  newer: number,
  olderRoot: string,
  newerRoot: string,
  proof: readonly string[],
): boolean;
