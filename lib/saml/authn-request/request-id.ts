import { randomBytes } from "node:crypto";

/** An identifier that nobody guesses: 160 random bits (saml-core-2.0 §1.3.4), with a first character that an NCName may have. */
export function createRequestId(): string {
  return `_${randomBytes(20).toString("hex")}`;
}
