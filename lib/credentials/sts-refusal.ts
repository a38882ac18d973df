/** What an error of AssumeRole means here. */
import type { CredentialReason } from "../events/role-credentials-refused.ts";
import { CredentialsRefused } from "./refusal.ts";

type Meaning = readonly [reason: CredentialReason, problem: string];

/** By the error's name without "Exception": SDKs add it to some of the service's codes. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  PackedPolicyTooLarge: ["packed-policy-too-large", "packed-policy"],
  MalformedPolicyDocument: ["envelope", "malformed-for-sts"],
  AccessDenied: ["sts-denied", "access-denied"],
  RegionDisabled: ["sts-denied", "region-disabled"],
  OptInRequired: ["sts-denied", "region-disabled"],
  Throttling: ["dependency-unavailable", "sts-throttled"],
  TooManyRequests: ["dependency-unavailable", "sts-throttled"],
  RequestLimitExceeded: ["dependency-unavailable", "sts-throttled"],
  ExpiredToken: ["dependency-unavailable", "own-credentials"],
  InvalidClientTokenId: ["dependency-unavailable", "own-credentials"],
  UnrecognizedClient: ["dependency-unavailable", "own-credentials"],
  SignatureDoesNotMatch: ["dependency-unavailable", "own-credentials"],
};

/** STS has one code for every value it does not take; its message names the value. */
function invalidValue(message: string): Meaning {
  if (/DurationSeconds/i.test(message)) return ["duration", "above-role-maximum"];
  if (/roleSessionName|sourceIdentity|tags?\b/i.test(message)) return ["session-name", "refused-by-sts"];
  if (/policy/i.test(message)) return ["envelope", "malformed-for-sts"];
  return ["internal", "sts-validation"];
}

/** The error's message stays in the log (`cause`): it names accounts and roles. */
export function stsRefusal(error: unknown): CredentialsRefused {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  const code = name.replace(/Exception$/, "");
  const invalid = code === "ValidationError" || code === "Validation" || code === "InvalidParameterValue";
  const meaning = invalid ? invalidValue(message) : Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  const [reason, problem] = meaning ?? ["dependency-unavailable", "sts"];
  return new CredentialsRefused(reason, { problem, cause: error });
}
