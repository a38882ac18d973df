/** What STS takes for AssumeRole, and what it says where it does not. */
import { AwsError } from "../aws-error.ts";
import { membersOf } from "../query-service.ts";
import { packedPolicySize } from "./packed-policy.ts";

export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly account: string;
  readonly roleName: string;
  readonly sessionName: string;
  readonly sourceIdentity: string | null;
  readonly durationSeconds: number;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly policy: string | null;
  /** Percent. */
  readonly packedPolicySize: number;
}

const ROLE = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/;
const NAME = /^[\w+=,.@-]{2,64}$/;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const MAXIMUM_TAGS = 50;

function invalid(value: string, field: string, constraint: string): AwsError {
  const message = `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`;
  return new AwsError("ValidationError", message);
}

function nameOf(parameters: URLSearchParams, parameter: string, field: string): string | null {
  const name = parameters.get(parameter);
  if (name === null || NAME.test(name)) return name;
  throw invalid(name, field, "Member must satisfy regular expression pattern: [\\w+=,.@-]*, length 2 to 64");
}

function tagsOf(parameters: URLSearchParams) {
  const tags = membersOf(parameters, "Tags").map(({ Key = "", Value = "" }) => ({ key: Key, value: Value }));
  if (tags.length > MAXIMUM_TAGS)
    throw invalid(`${tags.length} tags`, "tags", "Member must have length less than or equal to 50");
  for (const { key, value } of tags) {
    const fits =
      key.length >= 1 && key.length <= 128 && value.length <= 256 && TAG_TEXT.test(key) && TAG_TEXT.test(value);
    if (!fits || key.toLowerCase().startsWith("aws:"))
      throw invalid(key, "tags.1.member.key", "Member must satisfy regular expression pattern");
  }
  const keys = new Set(tags.map(({ key }) => key.toLowerCase()));
  if (keys.size < tags.length)
    throw new AwsError(
      "InvalidParameterValue",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  return tags;
}

/** Role chaining: the caller has a role's credentials itself, as a Lambda function does. */
const MAXIMUM_CHAINED_SECONDS = 3600;

function durationOf(parameters: URLSearchParams): number {
  const text = parameters.get("DurationSeconds") ?? "3600";
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 900) {
    throw invalid(text, "durationSeconds", "Member must have value greater than or equal to 900");
  }
  if (seconds > MAXIMUM_CHAINED_SECONDS) {
    const message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
    throw new AwsError("ValidationError", message);
  }
  return seconds;
}

function policyOf(parameters: URLSearchParams): string | null {
  const policy = parameters.get("Policy");
  if (policy === null) return null;
  if (policy.length > 2048) throw invalid("policy", "policy", "Member must have length less than or equal to 2048");
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    document = null;
  }
  const { Version, Statement } = (document ?? {}) as { Version?: unknown; Statement?: unknown };
  if (Version === undefined || Statement === undefined) {
    throw new AwsError("MalformedPolicyDocument", "This policy contains invalid Json");
  }
  return policy;
}

/** @throws AwsError as STS words it */
export function readAssumeRole(parameters: URLSearchParams): AssumeRoleInput {
  const roleArn = parameters.get("RoleArn") ?? "";
  const [, account, roleName] = ROLE.exec(roleArn) ?? [];
  if (!account || !roleName) throw new AwsError("ValidationError", `${roleArn.slice(0, 200)} is invalid`);
  const sessionName = nameOf(parameters, "RoleSessionName", "roleSessionName");
  if (sessionName === null) throw invalid("null", "roleSessionName", "Member must not be null");
  const sourceIdentity = nameOf(parameters, "SourceIdentity", "sourceIdentity");
  const tags = tagsOf(parameters);
  const policy = policyOf(parameters);
  const packed = packedPolicySize(policy, tags);
  if (packed > 100) {
    const message = `Packed size of session tags consumes ${packed}% of allotted space.`;
    throw new AwsError("PackedPolicyTooLarge", message);
  }
  const durationSeconds = durationOf(parameters);
  return {
    roleArn,
    account,
    roleName,
    sessionName,
    sourceIdentity,
    durationSeconds,
    tags,
    policy,
    packedPolicySize: packed,
  };
}
