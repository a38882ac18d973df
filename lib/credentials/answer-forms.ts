/** The forms in which credentials are handed over. */
import type { RoleMapping } from "../roles/role-mapping.ts";
import type { AssumedRole } from "./assume-role.ts";

export type AnswerForm = "json" | "process";

/** What the AWS CLI and the SDKs read from a `credential_process` (Version 1). */
export function processForm({ credentials }: AssumedRole): object {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials;
  return {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiresAt.toISOString(),
  };
}

export function jsonForm(assumed: AssumedRole, mapping: RoleMapping, correlationId: string): object {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = assumed.credentials;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiresAt: expiresAt.toISOString(),
    role: { mappingId: mapping.id, samlRole: mapping.samlRole, iamRole: mapping.iamRole, assumedRoleArn: assumed.arn },
    correlationId,
  };
}
