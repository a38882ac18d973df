/** Session tags: what roles' policies may ask of a session as `aws:PrincipalTag/…`, and what CloudTrail shows of it. */
import type { Tag } from "@aws-sdk/client-sts";
import { CredentialsRefused } from "./refusal.ts";

/** The tag that only a program's sessions have: `samltrail revoke --token` denies by it. */
export const AGENT_TAG = "samltrail-agent";

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
    "samltrail-provider": identityProviderId,
    "samltrail-correlation": correlationId,
    "samltrail-environment": environment,
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
