/**
 * A program's token: opaque, 256 random bits under a handle, shown once. Only a hash of the random part is kept, and a plain one
 * is enough: there is nothing to guess.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What a token may live at least and at most. */
export const MINIMUM_TOKEN_MINUTES = 15;
export const MAXIMUM_TOKEN_MINUTES = 720;

export interface AgentToken {
  /** A ULID; the handle in events and records. */
  readonly id: string;
  /** Pseudonym of who minted it. */
  readonly subject: string;
  readonly sessionId: string;
  readonly identityProviderId: string;
  readonly samlRole: string;
  readonly mappingId: string;
  /** A session policy as JSON; narrows the mapping's own at each use. */
  readonly envelope: string;
  readonly purpose: string;
  readonly secretHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The prefix lets scanners of leaked secrets find it. */
const TOKEN = /^samltrail-agent\.([0-9A-HJKMNP-TV-Z]{26})\.([A-Za-z0-9_-]{43})$/;

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** The token as the program gets it, and what is kept of it. */
export function createTokenSecret(id: string): { readonly token: string; readonly secretHash: string } {
  const secret = randomBytes(32).toString("base64url");
  return { token: `samltrail-agent.${id}.${secret}`, secretHash: hashOf(secret) };
}

export interface PresentedToken {
  readonly id: string;
  readonly secret: string;
}

export function readToken(token: string): PresentedToken | null {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  return id && secret ? { id, secret } : null;
}

export function isSecretOf({ secretHash }: Pick<AgentToken, "secretHash">, secret: string): boolean {
  return timingSafeEqual(Buffer.from(secretHash, "hex"), Buffer.from(hashOf(secret), "hex"));
}
