/** Finds out what is there to be said of what was performed. */
import type { IdentityProviderPolicy } from "../../lib/config/schema.ts";
import type { Name } from "../../lib/identity/dynamodb-names.ts";
import { type Attempt, findIssued } from "./attempt.ts";
import { attributesOf } from "./attributes.ts";
import type { Obtained } from "./obtained.ts";
import type { Patience } from "./patience.ts";
import type { Performed } from "./perform.ts";
import type { Findings, Lent } from "./report.ts";
import type { Resources } from "./resources.ts";
import { findTrailRecord } from "./trail-record.ts";

export interface FindingOut {
  readonly resources: Resources;
  readonly policies: readonly IdentityProviderPolicy[];
  readonly patience: Patience;
  readonly startedAt: Date;
  readonly person: string;
  readonly mappingIds: readonly string[];
}

function subjectOf({ login: { data } }: Attempt): string | null {
  return "subject" in data ? data.subject : (data.withheld?.subject ?? null);
}

async function lentOf({ resources, patience, startedAt }: FindingOut, obtained: Obtained): Promise<Lent> {
  if (!obtained.given) return { obtained, recorded: false, trail: null };
  const { trail, reconciliation, ask } = resources;
  const issued = await findIssued(trail, obtained.given.accessKeyId, startedAt, patience);
  if (!issued)
    return { obtained, recorded: false, trail: { seen: null, asked: "without its record nothing can be joined" } };
  return { obtained, recorded: true, trail: await findTrailRecord({ reconciliation, ask, patience }, issued) };
}

function isWhoWasAsked(names: readonly string[], person: Name | undefined): boolean | null {
  if (!person) return null;
  const known = [person.value, person.displayName ?? person.value].map((each) => each.toLowerCase());
  return names.some((name) => known.includes(name.trim().toLowerCase()));
}

export async function findOut(parts: FindingOut, performed: Performed, attempt: Attempt): Promise<Findings> {
  const { resources, policies, person: asked, mappingIds } = parts;
  const subject = subjectOf(attempt);
  const { granted = [], refused = [] } = attempt.roles?.data ?? {};
  const unmapped = refused.map(({ samlRole }) => samlRole).filter((role) => role.startsWith("role-value:"));
  const known = await resources.names.find([...(subject === null ? [] : [subject]), ...new Set(unmapped)]);
  const person = subject === null ? undefined : known.get(subject);
  const policy = policies.find(({ id }) => id === attempt.login.data.identityProvider?.id);
  const lent: Lent[] = [];
  for (const each of performed.obtained) lent.push(await lentOf(parts, each));
  const grantedIds: readonly string[] = granted.map(({ mappingId }) => mappingId);
  return {
    asked,
    isWhoWasAsked: isWhoWasAsked([asked, ...performed.alsoCalled], person),
    person: person ?? null,
    attempt,
    attributes: policy ? attributesOf(policy, attempt, person) : [],
    roleValues: known,
    lent,
    notGranted: attempt.roles ? mappingIds.filter((id) => !grantedIds.includes(id)) : [],
    notes: performed.notes,
  };
}
