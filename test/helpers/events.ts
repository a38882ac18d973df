/** Events that fit the contract, made as the handlers make them; what a test is about is given, the rest is plausible. */
import type * as z from "zod";
import type {
  LoginFailed,
  LoginSucceeded,
  RoleCredentialsIssued,
  RolesMapped,
  TrailEvent,
} from "../../lib/events/catalogue.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { loginFailed } from "../../lib/events/login-failed.ts";
import { loginSucceeded } from "../../lib/events/login-succeeded.ts";
import { pipelineHeartbeat } from "../../lib/events/pipeline-heartbeat.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { roleCredentialsIssued } from "../../lib/events/role-credentials-issued.ts";
import { roleMappingProvisioned } from "../../lib/events/role-mapping-provisioned.ts";
import { rolesMapped } from "../../lib/events/roles-mapped.ts";
import { sessionEnded } from "../../lib/events/session-ended.ts";

const producer = createProducer();
const ULID = "01J8ZQ4Y3V5K7M9N2P4R6T8W0X";
const SUBJECT = `subject:k1:${"s".repeat(43)}`;
const CLIENT = { ip: `address:k1:${"a".repeat(43)}`, userAgent: `user-agent:k1:${"u".repeat(43)}`, requestId: "r-1" };
const PROVIDER = { id: "demo", entityId: "https://idp.example/metadata", certificateFingerprint: "f".repeat(64) };

export const NOON = new Date("2026-08-03T12:00:00.000Z");

const origin = (occurredAt: Date) => ({
  occurredAt,
  correlationId: ULID,
  attemptId: ULID,
  environment: "test",
  producer,
});

export function aLoginSucceeded(
  data: Partial<z.input<typeof loginSucceeded.data>> = {},
  occurredAt = NOON,
): LoginSucceeded {
  return createEvent(loginSucceeded, origin(occurredAt), {
    subject: SUBJECT,
    identityProvider: PROVIDER,
    assertion: {
      idHash: "1".repeat(64),
      authnInstant: "2026-08-03T11:59:58.000Z",
      authnContext: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
      notOnOrAfter: "2026-08-03T12:05:00.000Z",
      signedElement: "assertion",
      signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    },
    initiatedBy: "identity-provider",
    clockSkewMs: 12,
    client: CLIENT,
    session: { id: ULID, expiresAt: "2026-08-03T13:00:00.000Z" },
    steps: [
      { name: "read-form", ms: 0.25 },
      { name: "inspect-xml", ms: 1.5 },
    ],
    ...data,
  });
}

export function aLoginFailed(data: Partial<z.input<typeof loginFailed.data>> = {}, occurredAt = NOON): LoginFailed {
  return createEvent(loginFailed, origin(occurredAt), {
    step: "check-conditions",
    reason: "expired",
    detail: { problem: "not-on-or-after", found: "2026-08-03T11:00:00Z", expected: null, remedy: "Sign in again." },
    identityProvider: PROVIDER,
    claimed: { issuerHash: "2".repeat(64), assertionIdHash: "3".repeat(64) },
    client: CLIENT,
    steps: [{ name: "read-form", ms: 0.5 }],
    count: 1,
    ...data,
  });
}

export function aRolesMapped(data: Partial<z.input<typeof rolesMapped.data>> = {}, occurredAt = NOON): RolesMapped {
  return createEvent(rolesMapped, origin(occurredAt), {
    subject: SUBJECT,
    identityProvider: PROVIDER,
    sessionId: ULID,
    granted: [
      {
        mappingId: "demo-readers",
        samlRole: "readers",
        environment: "test",
        iamRole: "arn:aws:iam::123456789012:role/reader",
      },
    ],
    refused: [{ samlRole: `role-value:k1:${"r".repeat(43)}`, reason: "no-mapping" }],
    ...data,
  });
}

export function aSessionEnded(occurredAt = NOON): TrailEvent {
  return createEvent(sessionEnded, origin(occurredAt), {
    subject: SUBJECT,
    identityProviderId: "demo",
    session: { id: ULID },
    cause: "signed-out",
  });
}

const MAPPING = {
  id: "demo-readers-test",
  identityProviderId: "demo",
  samlRole: "readers",
  environment: "test",
  iamRole: "arn:aws:iam::123456789012:role/reader",
};

export function aRoleMappingProvisioned(
  data: Partial<z.input<typeof roleMappingProvisioned.data>> = {},
  occurredAt = NOON,
): TrailEvent {
  return createEvent(roleMappingProvisioned, origin(occurredAt), {
    action: "created",
    mapping: MAPPING,
    revision: 1,
    before: null,
    after: {
      ...MAPPING,
      owner: "platform@acme.example",
      purpose: "test of readers",
      maximumSessionMinutes: 60,
      envelope: null,
      protected: false,
      optOut: null,
      status: "active",
    },
    by: "dana",
    why: "a test",
    ...data,
  });
}

export function aRoleCredentialsIssued(
  data: Partial<z.input<typeof roleCredentialsIssued.data>> = {},
  occurredAt = NOON,
): RoleCredentialsIssued {
  return createEvent(roleCredentialsIssued, origin(occurredAt), {
    subject: SUBJECT,
    sessionId: ULID,
    mapping: MAPPING,
    purpose: "credentials",
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    assumedRoleArn: "arn:aws:sts::123456789012:assumed-role/reader/samltrail",
    sourceIdentity: "s".repeat(43),
    sessionName: "samltrail",
    durationSeconds: 900,
    expiresAt: "2026-08-03T12:15:00.000Z",
    envelopeHash: null,
    packedPolicySize: null,
    agent: null,
    client: CLIENT,
    ...data,
  });
}

/** One event of every type that a login or a session gives. */
export const oneOfEach = (): readonly TrailEvent[] => [
  aLoginSucceeded(),
  aLoginFailed(),
  aRolesMapped(),
  aSessionEnded(),
];

export function aHeartbeat(occurredAt = NOON): TrailEvent {
  return createEvent(pipelineHeartbeat, origin(occurredAt), { everyMinutes: 30 });
}
