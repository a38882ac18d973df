/** A role mapping: what turns a SAML role of an identity provider into an IAM role of an environment. */
import type { RoleMappingEntry } from "../config/schema.ts";

/** How the names of the roles begin that mappings may name: the credentials function can assume no others. */
export const LENT_ROLE_PREFIX = "samltrail-";

/** Every time is an ISO 8601 instant in UTC, with milliseconds. */
export interface RoleMapping {
  readonly id: string;
  readonly identityProvider: string;
  readonly samlRole: string;
  readonly environment: string;
  /** ARN. */
  readonly iamRole: string;
  readonly owner: string;
  readonly purpose: string;
  /** How long credentials of it may last, 15 to 60. */
  readonly maximumSessionMinutes: number;
  /** The session policy that its credentials are narrowed by, one line of JSON of at most 2,048 characters. */
  readonly envelope: string | null;
  /** Never pruned. */
  readonly protected: boolean;
  /** Not pruned before `until`. Whoever reads it compares `until`: one that ran out stays until another takes its place. */
  readonly optOut: OptOut | null;

  /** Since when it is there; null where that was not kept, and then nothing may be concluded from its age. */
  readonly createdAt: string | null;
  /** The latest login it was granted at (`Roles Mapped`). */
  readonly lastGrantedAt: string | null;
  /** The latest credentials issued by it (`Role Credentials Issued`). */
  readonly lastUsedAt: string | null;
  /** The latest login it would have been granted at, had it not been pruned. */
  readonly lastWouldHaveMatchedAt: string | null;

  /**
   * `stale` still grants: it is announced to be pruned. `pruned` grants nothing and is refused as such. `retired` is no
   * longer in the mapping file: as good as not there.
   */
  readonly status: "active" | "stale" | "pruned" | "retired";
  /** Set exactly while `status` is `stale`. */
  readonly stale: Stale | null;
  /** Set exactly while `status` is `pruned`. */
  readonly prunedAt: string | null;
  /** When it was last brought back, by restoring or by the file: its minimum age counts anew from there. */
  readonly restoredAt: string | null;
  /** Compare-and-set counter: every change but the times of use raises it. */
  readonly revision: number;
}

export interface OptOut {
  readonly reason: string;
  readonly until: string;
  readonly by: string;
}

interface Stale {
  readonly markedAt: string;
  readonly pruneAfter: string;
}

export interface RoleMappings {
  /** The mappings, retired ones aside, that name one of these SAML roles of this provider, in any of these environments. */
  find(
    identityProvider: string,
    samlRoles: readonly string[],
    environments: readonly string[],
  ): Promise<readonly RoleMapping[]>;
}

/** What the mapping file says of a mapping; the rest is what became of it. */
export type MappingDefinition = Pick<
  RoleMapping,
  | "id"
  | "identityProvider"
  | "samlRole"
  | "environment"
  | "iamRole"
  | "owner"
  | "purpose"
  | "maximumSessionMinutes"
  | "envelope"
  | "protected"
  | "optOut"
>;

const DAY = 86_400_000;

/** An entry of the mapping file as a mapping holds it: an opt-out runs to the end of its last day. */
export function definitionOf({ envelope, optOut, ...entry }: RoleMappingEntry): MappingDefinition {
  const until = optOut && new Date(Date.parse(optOut.until) + DAY).toISOString();
  return {
    ...entry,
    envelope: envelope ?? null,
    optOut: optOut && until ? { reason: optOut.reason, until, by: optOut.by } : null,
  };
}

/** A mapping as it is when it comes into being. */
export function newMapping(definition: MappingDefinition, createdAt: Date | null): RoleMapping {
  return {
    ...definition,
    createdAt: createdAt?.toISOString() ?? null,
    lastGrantedAt: null,
    lastUsedAt: null,
    lastWouldHaveMatchedAt: null,
    status: "active",
    stale: null,
    prunedAt: null,
    restoredAt: null,
    revision: 1,
  };
}
