/**
 * Pseudonyms: what stands for a personal value in events, records and cookies. HMAC-SHA-256 under a secret key, so that
 * nobody without the key can test a guess, and the same value gives the same pseudonym as long as the key is in use.
 */
import { createHmac } from "node:crypto";
import type { PseudonymKind } from "./identities.ts";
import type { KeyRing } from "./key-ring.ts";

/** What identifies a person at an identity provider: the NameID with all that qualifies it (saml-core-2.0 §2.2.2). */
export interface SubjectIdentifier {
  readonly issuer: string;
  readonly nameQualifier: string | null;
  readonly spNameQualifier: string | null;
  readonly format: string | null;
  readonly value: string;
}

export interface Pseudonymizer {
  subject(subject: SubjectIdentifier): string;
  /** Of an IP address. */
  address(ip: string): string;
  userAgent(text: string): string;
  /** Of a SAML role value that no mapping names. */
  roleValue(text: string): string;
  /** Of the words in which a person asks for a role back; of each request another, whatever the words. */
  restoreReason(requestId: string, text: string): string;
}

/**
 * Makes pseudonyms under the ring's current key: `kind:keyId:HMAC in base64url`. The kind is part of what is hashed, so
 * an address and a user agent of the same text differ; each part has its length in front, and an absent part differs
 * from an empty one, so no two lists of parts collide.
 * @throws Error where the ring lacks its current key.
 */
export function createPseudonymizer({ current, keys }: KeyRing): Pseudonymizer {
  const key = keys[current];
  if (!key) throw new Error(`the key ring lacks its current key ${current}`);

  const pseudonym = (kind: PseudonymKind, ...parts: readonly (string | null)[]): string => {
    const hmac = createHmac("sha256", key);
    for (const part of [kind, ...parts]) hmac.update(part === null ? "-:" : `${Buffer.byteLength(part)}:${part}`);
    return `${kind}:${current}:${hmac.digest("base64url")}`;
  };

  return {
    subject: ({ issuer, nameQualifier, spNameQualifier, format, value }) =>
      pseudonym("subject", issuer, nameQualifier, spNameQualifier, format, value),
    address: (ip) => pseudonym("address", ip),
    userAgent: (text) => pseudonym("user-agent", text),
    roleValue: (text) => pseudonym("role-value", text),
    restoreReason: (requestId, text) => pseudonym("restore-reason", requestId, text),
  };
}
