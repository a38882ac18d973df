/** The two events of asking for credentials, recorded before anything is answered and published after. */
import { createHash } from "node:crypto";
import type { TrailEvent } from "../events/catalogue.ts";
import { createEvent, type EventOrigin } from "../events/create-event.ts";
import { printable } from "../events/printable.ts";
import type { Producer } from "../events/producer.ts";
import { type Publication, publishRecorded } from "../events/publish-recorded.ts";
import { roleCredentialsIssued } from "../events/role-credentials-issued.ts";
import { roleCredentialsRefused } from "../events/role-credentials-refused.ts";
import { pseudonymousClient } from "../identity/client-pseudonyms.ts";
import type { Identities, Identity } from "../identity/identities.ts";
import type { Pseudonymizer } from "../identity/pseudonyms.ts";
import type { LoginLedger, PendingKey } from "../ledger/ledger.ts";
import { referenceOf } from "../roles/event-fields.ts";
import type { RoleMapping } from "../roles/role-mapping.ts";
import type { Client } from "../saml/login-attempt.ts";
import type { Asker } from "./asker.ts";
import type { AssumedRole } from "./assume-role.ts";
import type { AssumeRoleInput } from "./assume-role-input.ts";
import { CredentialsRefused } from "./refusal.ts";
import { CREDENTIAL_REMEDIES } from "./remedies.ts";

export type IssuePurpose = "credentials" | "console";

/** One request, as far as its record goes. */
export interface Asking {
  readonly now: Date;
  readonly correlationId: string;
  readonly purpose: IssuePurpose | "agent-token";
  readonly client: Client;
  readonly asker: Asker | null;
  /** The role as it was asked for; null where the request did not get that far. */
  readonly requested: string | null;
}

export interface CredentialRecords {
  readonly environment: string;
  readonly ledger: Pick<LoginLedger, "recordEvents" | "markPublished">;
  readonly identities: Identities;
  readonly pseudonymizer: () => Promise<Pseudonymizer>;
  readonly publish: Publication["publish"];
  readonly onLeftPending: Publication["onLeftPending"];
  readonly producer: Producer;
}

export const envelopeHash = (policy: string | undefined): string | null =>
  policy === undefined ? null : createHash("sha256").update(policy).digest("hex");

export function originOf({ environment, producer }: CredentialRecords, asking: Pick<Asking, "now" | "correlationId">) {
  const { now, correlationId } = asking;
  // No request to the assertion consumer service: the request is an attempt of its own.
  return { occurredAt: now, correlationId, attemptId: correlationId, environment, producer } satisfies EventOrigin;
}

/** The names behind pseudonyms are written first, so that no record speaks of somebody unknown. */
export async function remember(
  { identities }: CredentialRecords,
  clear: readonly Identity[],
  now: Date,
): Promise<void> {
  await identities.remember(clear, now).catch((cause: unknown) => {
    throw new CredentialsRefused("dependency-unavailable", { problem: "identities", cause });
  });
}

async function record({ ledger }: CredentialRecords, event: TrailEvent, now: Date): Promise<PendingKey> {
  return ledger.recordEvents(event.metadata.id, now, [event]).catch((cause: unknown) => {
    throw new CredentialsRefused("ledger-unavailable", { problem: "credential-record", cause });
  });
}

/**
 * Records what was issued. Whoever calls it hands nothing over where it throws.
 * @throws CredentialsRefused ledger-unavailable, dependency-unavailable
 */
export async function recordIssued(
  records: CredentialRecords,
  asking: Asking & { readonly asker: Asker; readonly purpose: IssuePurpose },
  issued: { readonly mapping: RoleMapping; readonly input: AssumeRoleInput; readonly assumed: AssumedRole },
): Promise<void> {
  const { now, asker, purpose } = asking;
  const { mapping, input, assumed } = issued;
  const { client, identities } = pseudonymousClient(asking.client, await records.pseudonymizer());
  await remember(records, identities, now);
  const event = createEvent(roleCredentialsIssued, originOf(records, asking), {
    subject: asker.subject,
    sessionId: asker.sessionId,
    mapping: referenceOf(mapping),
    purpose,
    accessKeyId: assumed.credentials.accessKeyId,
    assumedRoleArn: assumed.arn,
    sourceIdentity: input.SourceIdentity,
    sessionName: input.RoleSessionName,
    durationSeconds: input.DurationSeconds,
    expiresAt: assumed.credentials.expiresAt.toISOString(),
    envelopeHash: envelopeHash(input.Policy),
    packedPolicySize: assumed.packedPolicySize,
    agent: asker.agent,
    client,
  });
  const key = await record(records, event, now);
  await publishRecorded(records, key, [event]);
}

/**
 * Records a refusal.
 * @param mapping what the requested role led to, where it led to one
 * @throws CredentialsRefused where it could not be recorded
 */
export async function recordRefusal(
  records: CredentialRecords,
  asking: Asking,
  refusal: CredentialsRefused,
  mapping: RoleMapping | null,
): Promise<void> {
  const { now, asker, purpose, requested } = asking;
  const pseudonymizer = await records.pseudonymizer();
  const { client, identities } = pseudonymousClient(asking.client, pseudonymizer);
  const unmapped = mapping === null && requested !== null ? pseudonymizer.roleValue(requested) : null;
  const values: Identity[] =
    unmapped !== null && requested !== null ? [{ pseudonym: unmapped, kind: "role-value", value: requested }] : [];
  await remember(records, [...identities, ...values], now);
  const text = (value: string | null) => (value === null ? null : printable(value, 256));
  const event = createEvent(roleCredentialsRefused, originOf(records, asking), {
    reason: refusal.reason,
    detail: {
      problem: refusal.problem,
      found: text(refusal.found),
      expected: text(refusal.expected),
      remedy: CREDENTIAL_REMEDIES[refusal.reason].remedy,
    },
    purpose,
    subject: asker?.subject ?? null,
    identityProviderId: asker?.identityProviderId ?? null,
    sessionId: asker?.sessionId ?? null,
    requestedRole: mapping ? printable(mapping.samlRole, 256) : unmapped,
    mappingId: mapping?.id ?? null,
    agent: asker?.agent ?? null,
    client,
    count: 1,
  });
  const key = await record(records, event, now);
  await publishRecorded(records, key, [event]);
}
