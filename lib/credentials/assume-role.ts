import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import type { AssumeRoleInput } from "./assume-role-input.ts";
import { CredentialsRefused } from "./refusal.ts";
import { stsRefusal } from "./sts-refusal.ts";

/** Temporary credentials with their secret: never stored, never logged. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

export interface AssumedRole {
  readonly credentials: RoleCredentials;
  /** `arn:aws:sts::…:assumed-role/<role>/<session name>`. */
  readonly arn: string;
  /** Percent of what STS takes as policy and tags. */
  readonly packedPolicySize: number | null;
}

export type AssumeRole = (input: AssumeRoleInput) => Promise<AssumedRole>;

/** @throws (from what it returns) CredentialsRefused for whatever STS answers but credentials */
export function createAssumeRole(client: STSClient): AssumeRole {
  return async (input) => {
    const answer = await client.send(new AssumeRoleCommand(input)).catch((error: unknown) => {
      throw stsRefusal(error);
    });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    const arn = answer.AssumedRoleUser?.Arn;
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || !arn) {
      throw new CredentialsRefused("dependency-unavailable", { problem: "sts-answer" });
    }
    return {
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiresAt: Expiration,
      },
      arn,
      packedPolicySize: answer.PackedPolicySize ?? null,
    };
  };
}
