/** Proof Key for Code Exchange (RFC 7636), method S256 only: a code is worth nothing without what its asker kept. */
import { createHash, randomBytes } from "node:crypto";

/** RFC 7636 §4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** §4.2: what SHA-256 in base64url comes to. */
export const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

export const createVerifier = (): string => randomBytes(32).toString("base64url");

/** `null` where the text is no verifier. */
export function challengeOf(verifier: string): string | null {
  return VERIFIER.test(verifier) ? createHash("sha256").update(verifier).digest("base64url") : null;
}
