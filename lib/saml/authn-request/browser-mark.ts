/** The mark that binds an AuthnRequest to a browser: the value is in its cookie, the hash in the ledger. */
import { createHash, randomBytes } from "node:crypto";

/** 256 random bits in base64url. */
const MARK = /^[A-Za-z0-9_-]{43}$/;

export function createBrowserMark(): string {
  return randomBytes(32).toString("base64url");
}

/** Has the form of a mark: what else a cookie may hold is not worth a look. */
export function isBrowserMark(value: string): boolean {
  return MARK.test(value);
}

/** SHA-256 in hex; what the ledger keeps, so that reading the ledger does not let anybody finish a login. */
export function hashBrowserMark(mark: string): string {
  return createHash("sha256").update(mark).digest("hex");
}
