/** Lends credentials of a mapped role: checked, assumed, recorded, and only then handed over. */
import type { RoleMapping, RoleMappings } from "../roles/role-mapping.ts";
import type { Asker } from "./asker.ts";
import type { AssumedRole, AssumeRole } from "./assume-role.ts";
import { assumeRoleInput } from "./assume-role-input.ts";
import { chooseMapping, type Environments, type WantedRole, wantedName } from "./choose-mapping.ts";
import {
  type Asking,
  type CredentialRecords,
  type IssuePurpose,
  recordIssued,
  recordRefusal,
} from "./credential-records.ts";
import { asRefusal, type CredentialsRefused } from "./refusal.ts";

export interface Issuing {
  readonly environments: Environments;
  readonly mappings: RoleMappings;
  readonly assumeRole: AssumeRole;
  readonly records: CredentialRecords;
  /** Told where not even the refusal could be recorded; the refusal stands. */
  readonly onUnrecorded: (refusal: CredentialsRefused, error: unknown) => void;
}

export interface Request extends Omit<Asking, "requested"> {
  readonly asker: Asker;
  readonly purpose: IssuePurpose;
  readonly wanted: WantedRole;
  /** null for as long as may be. */
  readonly durationMinutes: number | null;
  /** Narrows the mapping's own envelope; null for no more than that. */
  readonly envelope: unknown;
}

export interface Issued {
  readonly mapping: RoleMapping;
  readonly assumed: AssumedRole;
}

/** Records a refusal and gives it back to be thrown, whether it could be recorded or not. */
export async function refused(
  { records, onUnrecorded }: Pick<Issuing, "records" | "onUnrecorded">,
  asking: Asking,
  error: unknown,
  mapping: RoleMapping | null = null,
): Promise<CredentialsRefused> {
  const refusal = asRefusal(error);
  await recordRefusal(records, asking, refusal, mapping).catch((cause: unknown) => onUnrecorded(refusal, cause));
  return refusal;
}

/**
 * No credentials without a record: where it cannot be written, what STS gave is dropped.
 * @throws CredentialsRefused, recorded
 */
export async function issueCredentials(issuing: Issuing, request: Request): Promise<Issued> {
  const { mappings, assumeRole, environments, records } = issuing;
  const { asker, wanted, correlationId, durationMinutes, envelope, now } = request;
  const asking = { ...request, requested: wantedName(wanted) };
  let mapping: RoleMapping | null = null;
  try {
    await asker.confirm();
    mapping = await chooseMapping(mappings, asker, wanted, environments);
    const input = assumeRoleInput({
      mapping,
      subject: asker.subject,
      identityProviderId: asker.identityProviderId,
      correlationId,
      agentTokenId: asker.agent?.tokenId ?? null,
      durationMinutes,
      envelope,
      until: asker.until,
      now,
    });
    const assumed = await assumeRole(input);
    await asker.confirm();
    await recordIssued(records, asking, { mapping, input, assumed });
    return { mapping, assumed };
  } catch (error) {
    throw await refused(issuing, asking, error, mapping);
  }
}
