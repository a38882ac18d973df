/**
 * Joins what CloudTrail saw to what was issued. The access key id joins exactly. The session joins where the key does not: STS was
 * asked twice because its first answer was lost, so it gave two credentials, and only the second ones were issued to anybody.
 */
import { sameRole } from "./classify.ts";
import type { Issuance, Sighting } from "./halves.ts";

/** CloudTrail's clock and ours, the attempts in between, and CloudTrail's full seconds. */
const WINDOW_MILLISECONDS = 2 * 60_000;

/** The same access key id, and the role it was issued for. */
export function joinsByKey(
  { accessKeyId, mapping }: Pick<Issuance, "accessKeyId" | "mapping">,
  sighting: Pick<Sighting, "accessKeyId" | "roleArn">,
): boolean {
  return accessKeyId === sighting.accessKeyId && sameRole(mapping.iamRole, sighting.roleArn);
}

/** The same source identity, session name and role at about the same time, by a caller that may be our credentials function. */
export function joinsBySession(
  issued: Pick<Issuance, "sourceIdentity" | "sessionName" | "mapping" | "issuedAt">,
  seen: Pick<Sighting, "sourceIdentity" | "sessionName" | "roleArn" | "occurredAt" | "byLender">,
): boolean {
  const apart = Math.abs(Date.parse(issued.issuedAt) - Date.parse(seen.occurredAt));
  return (
    seen.byLender &&
    issued.sourceIdentity === seen.sourceIdentity &&
    issued.sessionName === seen.sessionName &&
    sameRole(issued.mapping.iamRole, seen.roleArn) &&
    apart <= WINDOW_MILLISECONDS
  );
}
