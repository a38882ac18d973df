/** The policy that ends credentials: on a lent role, a deny of everything for one source identity, by when it was issued. */
import { createHash } from "node:crypto";
import { AGENT_TAG } from "../session-tags.ts";

/** Whose credentials end: all of a person's, or what one program obtained for that person. */
export interface Revoked {
  readonly sourceIdentity: string;
  readonly agentTokenId: string | null;
  /** Credentials issued before it are denied. */
  readonly issuedBefore: Date;
}

const PREFIX = "samltrail-revoked-";

/** Credentials last an hour at most; a denial of older ones denies nothing any more. */
const MATTERS_MILLISECONDS = 2 * 3_600_000;

const compact = (instant: Date): string =>
  instant
    .toISOString()
    .replace(/\.\d{3}Z$/, "Z")
    .replace(/[-:]/g, "");

/**
 * The instant up to which credentials are denied. STS counts whole seconds, and its clock is not ours: a few seconds more rather
 * than a credential that got away.
 */
export function denialInstant(now: Date): Date {
  return new Date((Math.ceil(now.getTime() / 1000) + 5) * 1000);
}

/** When, then whom: a second revocation of the same person gets a name of its own, and old ones can be told by their names. */
export function denialName({ sourceIdentity, agentTokenId, issuedBefore }: Revoked): string {
  const whom = createHash("sha256")
    .update(`${sourceIdentity} ${agentTokenId ?? ""}`)
    .digest("hex")
    .slice(0, 12);
  return `${PREFIX}${compact(issuedBefore)}-${whom}`;
}

/** Whether an inline policy of that name is one of ours that denies nothing any more. */
export function isSpentDenial(name: string, now: Date): boolean {
  if (!name.startsWith(PREFIX)) return false;
  const [, instant] = /^(\d{8}T\d{6}Z)-/.exec(name.slice(PREFIX.length)) ?? [];
  return instant !== undefined && instant < compact(new Date(now.getTime() - MATTERS_MILLISECONDS));
}

export function denialPolicy({ sourceIdentity, agentTokenId, issuedBefore }: Revoked): string {
  const whom = {
    "aws:SourceIdentity": sourceIdentity,
    ...(agentTokenId === null ? {} : { [`aws:PrincipalTag/${AGENT_TAG}`]: agentTokenId }),
  };
  const issued = { "aws:TokenIssueTime": issuedBefore.toISOString().replace(/\.\d{3}Z$/, "Z") };
  const Condition = { StringEquals: whom, DateLessThan: issued };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "*", Resource: "*", Condition }],
  });
}
