import { createHash } from "node:crypto";
import type { AssertionKey } from "./ledger.ts";

/** SHA-256 (hex) over values, each with its length in front, so that no two lists of values collide. */
export function lengthPrefixedHash(...values: readonly string[]): string {
  const hash = createHash("sha256");
  for (const value of values) hash.update(`${Buffer.byteLength(value)}:`).update(value);
  return hash.digest("hex");
}

/** The assertion's identity in the ledger and, as `idHash`, in the events. */
export function assertionHash({ issuer, assertionId }: AssertionKey): string {
  return lengthPrefixedHash(issuer, assertionId);
}
