/** Session tags: what roles' policies may ask of a session as `aws:PrincipalTag/…`, and what CloudTrail shows of it. */
import type { Tag } from "@aws-sdk/client-sts";
import { CredentialsRefused } from "./refusal.ts";

/** The tag that only a program's sessions have: `samltrail revoke --token` denies by it. */
export const AGENT_TAG = "samltrail-agent";

const PROVIDER_TAG = "samltrail-provider";
const CORRELATION_TAG = "samltrail-correlation";
const ENVIRONMENT_TAG = "samltrail-environment";

/** Every session's tags, beside which a program's has its own. */
export const SESSION_TAGS: readonly string[] = [PROVIDER_TAG, CORRELATION_TAG, ENVIRONMENT_TAG];

export interface TagValues {
  readonly identityProviderId: string;
  readonly correlationId: string;
  readonly environment: string;
  readonly agentTokenId: string | null;
}

/** What STS takes of a value; a provider is named by its short id, since an entity ID is a URL and may hold other characters. */
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

/** @throws CredentialsRefused session-name, where a value is not one STS takes */
export function sessionTags({ identityProviderId, correlationId, environment, agentTokenId }: TagValues): Tag[] {
  const values: Readonly<Record<string, string>> = {
    [PROVIDER_TAG]: identityProviderId,
    [CORRELATION_TAG]: correlationId,
    [ENVIRONMENT_TAG]: environment,
    ...(agentTokenId === null ? {} : { [AGENT_TAG]: agentTokenId }),
  };
  return Object.entries(values).map(([Key, Value]) => {
    if (VALUE.test(Value)) return { Key, Value };
    throw new CredentialsRefused("session-name", {
      problem: "tag-value",
      found: Value,
      expected: `a value for ${Key}`,
    });
  });
}
