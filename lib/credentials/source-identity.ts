/**
 * SourceIdentity: who is behind credentials, in CloudTrail and in every role they are chained to. STS takes `[\w+=,.@-]{2,64}`, and
 * a pseudonym has colons and may be longer. `subject:<key id>:<HMAC>` becomes `<key id>.<HMAC>`: at most 60 characters, and
 * neither part holds a dot, so it leads back to exactly one pseudonym.
 */
const PSEUDONYM = /^subject:([A-Za-z0-9-]{1,16}):([A-Za-z0-9_-]{43})$/;
const SOURCE_IDENTITY = /^([A-Za-z0-9-]{1,16})\.([A-Za-z0-9_-]{43})$/;

/** The same as far as a policy's `StringLike` can say it. */
export const SOURCE_IDENTITY_PATTERN = `?*.${"?".repeat(43)}`;

/** `null` for anything that is no subject's pseudonym. */
export function sourceIdentityOf(subject: string): string | null {
  const [, keyId, hmac] = PSEUDONYM.exec(subject) ?? [];
  return keyId && hmac ? `${keyId}.${hmac}` : null;
}

/** The subject's pseudonym; `null` where the source identity was not made here. */
export function subjectOf(sourceIdentity: string): string | null {
  const [, keyId, hmac] = SOURCE_IDENTITY.exec(sourceIdentity) ?? [];
  return keyId && hmac ? `subject:${keyId}:${hmac}` : null;
}
