/** What Role Assumption Unmatched says of a call that has one half only. */
import type * as z from "zod";
import { printable } from "../events/printable.ts";
import type { roleAssumptionUnmatched } from "../events/role-assumption-unmatched.ts";
import { referenceOf } from "../roles/event-fields.ts";
import type { RoleMapping } from "../roles/role-mapping.ts";
import { sameRole } from "./classify.ts";
import type { Issuance, Sighting } from "./halves.ts";

export type Unmatched = z.input<typeof roleAssumptionUnmatched.data>;

const shown = (value: string | null, maximum: number): string | null =>
  value === null ? null : printable(value, maximum);

const instant = (at: string): string => new Date(at).toISOString();

/** @param stage late: nothing came through EventBridge, and CloudTrail did not know it yet; final: it was asked again, a day later */
export function issuedNeverSeen(issued: Issuance, stage: "late" | "final", asked: string): Unmatched {
  const { eventId, subject, mapping, accessKeyId, sourceIdentity, sessionName, issuedAt } = issued;
  return {
    direction: "issued-never-seen",
    stage,
    iamRole: mapping.iamRole,
    mapping,
    assumedAt: instant(issuedAt),
    accessKeyId,
    sourceIdentity,
    sessionName,
    issued: { eventId, subject },
    seen: null,
    detail: printable(
      `no record with this access key id, nor with its source identity, session name and role; ${asked}; look whether a trail ` +
        "still logs management events and whether its rule still forwards them",
      512,
    ),
  };
}

function adviceOn({ byLender, eventName }: Sighting): string {
  if (byLender) {
    return (
      "called by the credentials function, or from its account: look for Role Credentials Refused with the correlation id in " +
      "the session name; where there is one, the credentials were dropped; otherwise take away what may act as that function"
    );
  }
  return (
    `${eventName} by somebody who is not the credentials function: end the session (samltrail revoke, or revoke the role's ` +
    "sessions), and narrow the role's trust policy to the credentials function"
  );
}

/** The mapping where exactly one names the role: which of several was meant cannot be told. */
function onlyMapping(mappings: readonly RoleMapping[], roleArn: string): RoleMapping | null {
  const [one, ...others] = mappings.filter(({ iamRole }) => sameRole(iamRole, roleArn));
  return one && others.length === 0 ? one : null;
}

export function seenNeverIssued(seen: Sighting, mappings: readonly RoleMapping[]): Unmatched {
  const mapping = onlyMapping(mappings, seen.roleArn);
  const caller = seen.callerArn ?? [seen.callerType, seen.callerAccount].filter((part) => part !== null).join(" ");
  return {
    direction: "seen-never-issued",
    stage: "final",
    iamRole: printable(seen.roleArn, 2048),
    mapping: mapping && referenceOf(mapping),
    assumedAt: instant(seen.occurredAt),
    accessKeyId: shown(seen.accessKeyId, 128),
    sourceIdentity: shown(seen.sourceIdentity, 64),
    sessionName: shown(seen.sessionName, 64),
    issued: null,
    seen: {
      eventName: seen.eventName,
      eventId: seen.eventId,
      sharedEventId: seen.sharedEventId,
      account: seen.account,
      region: seen.region,
      callerArn: printable(caller, 2048),
      sourceAddress: seen.sourceAddress,
      userAgent: seen.userAgent,
    },
    detail: printable(`no issuance has this access key id, nor its session at that time; ${adviceOn(seen)}`, 512),
  };
}
