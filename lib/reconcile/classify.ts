/** What a CloudTrail record is to the trail, before it is joined to what was issued. */
import type { TrailRecord } from "./trail-record.ts";

export interface Surveyed {
  /** ARN of the role that the credentials function runs under: only it lends. */
  readonly lender: string;
  /** ARNs of the IAM roles that mappings name, of any status. */
  readonly mappedRoles: Iterable<string>;
}

export type Classified =
  /** The role is none that a mapping names, or the record names none. */
  | { readonly kind: "unmapped" }
  /** STS said no: nobody holds credentials. */
  | { readonly kind: "refused" }
  /**
   * A mapped role was assumed.
   * - lender: by our credentials function, so an issuance must belong to it
   * - our-account: the copy in the role's account, which names the caller's account and not the caller; ours, so it may be the lender
   * - somebody-else: by anybody else, or by a call we never make; no issuance will ever belong to it
   */
  | { readonly kind: "assumed"; readonly by: "lender" | "our-account" | "somebody-else"; readonly roleArn: string };

/** STS finds a role whatever its case; so does who looks for a way around. */
export const sameRole = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const accountOf = (arn: string): string | undefined => arn.split(":")[4];

function callerOf({ eventName, caller }: TrailRecord, lender: string): "lender" | "our-account" | "somebody-else" {
  if (eventName !== "AssumeRole") return "somebody-else";
  if (caller.roleArn !== null) return sameRole(caller.roleArn, lender) ? "lender" : "somebody-else";
  const unnamed = caller.type === "AWSAccount" && caller.arn === null;
  return unnamed && caller.accountId === accountOf(lender) ? "our-account" : "somebody-else";
}

export function classify(record: TrailRecord, { lender, mappedRoles }: Surveyed): Classified {
  const { roleArn } = record;
  if (roleArn === null) return { kind: "unmapped" };
  let mapped = false;
  for (const role of mappedRoles) mapped ||= sameRole(role, roleArn);
  if (!mapped) return { kind: "unmapped" };
  if (record.errorCode !== null) return { kind: "refused" };
  return { kind: "assumed", by: callerOf(record, lender), roleArn };
}
