/** How credentials are printed: for a shell, for a program, or for the AWS CLI's `credential_process`. */
import type { LentCredentials } from "./sign-in.ts";

export const FORMS = ["env", "json", "process"] as const;
export type Form = (typeof FORMS)[number];

/** A word that a POSIX shell reads as it is. */
const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

export function printed(given: LentCredentials, form: Form): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = given;
  if (form === "json") return JSON.stringify(given, null, 2);
  if (form === "process") {
    return JSON.stringify({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiresAt,
    });
  }
  return [
    ["AWS_ACCESS_KEY_ID", accessKeyId],
    ["AWS_SECRET_ACCESS_KEY", secretAccessKey],
    ["AWS_SESSION_TOKEN", sessionToken],
  ]
    .map(([name, value = ""]) => `export ${name}=${quoted(value)}`)
    .join("\n");
}
