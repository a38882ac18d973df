import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import type { RoleMapping } from "../roles/role-mapping.ts";
import { credentialSeconds } from "./duration.ts";
import { combinedEnvelope } from "./policy/intersect.ts";
import { CredentialsRefused, orRefuseEnvelope } from "./refusal.ts";
import { sessionTags } from "./session-tags.ts";
import { sourceIdentityOf } from "./source-identity.ts";

export interface Assumption {
  readonly mapping: RoleMapping;
  /** Pseudonym. */
  readonly subject: string;
  readonly identityProviderId: string;
  readonly correlationId: string;
  /** The program that asks, in place of the person. */
  readonly agentTokenId: string | null;
  readonly durationMinutes: number | null;
  /** A session policy that narrows the mapping's own, as an object or JSON text. */
  readonly envelope: unknown;
  /** When the session or the token ends. */
  readonly until: Date;
  readonly now: Date;
}

/** What every credential here is asked for with; what STS would leave optional is set. */
export type AssumeRoleInput = AssumeRoleCommandInput & {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly SourceIdentity: string;
  readonly DurationSeconds: number;
};

/** STS's rule for SourceIdentity and RoleSessionName. */
const NAME = /^[\w+=,.@-]{2,64}$/;

function stsName(problem: string, name: string | null): string {
  if (name !== null && NAME.test(name)) return name;
  throw new CredentialsRefused("session-name", { problem, expected: "2 to 64 letters, digits or any of _+=,.@-" });
}

/**
 * The session is named by the correlation id, which is the number in the event and the log line, and not by the person: every
 * call made with the credentials shows it, in CloudTrail and in other people's consoles.
 * @throws CredentialsRefused for a duration, an envelope or a name that will not do
 */
export function assumeRoleInput(assumption: Assumption): AssumeRoleInput {
  const { mapping, subject, correlationId, agentTokenId, identityProviderId, durationMinutes, until, now } = assumption;
  const { environment, maximumSessionMinutes, iamRole } = mapping;
  const policy = orRefuseEnvelope(() => combinedEnvelope(mapping.envelope, assumption.envelope));
  return {
    RoleArn: iamRole,
    RoleSessionName: stsName("role-session-name", `${agentTokenId === null ? "person" : "agent"}-${correlationId}`),
    SourceIdentity: stsName("source-identity", sourceIdentityOf(subject)),
    DurationSeconds: credentialSeconds(durationMinutes, { maximumSessionMinutes, until, now }),
    Tags: sessionTags({ identityProviderId, correlationId, environment, agentTokenId }),
    ...(policy === null ? {} : { Policy: policy }),
  };
}
