import * as z from "zod";
import { eventType } from "./event-type.ts";
import { client, pseudonym, shortId, text, ulid } from "./fields.ts";
import { agent } from "./role-fields.ts";

/** Why credentials were refused. Part of the contract: consumers switch on them. */
export const CREDENTIAL_REASONS = [
  "malformed",
  "cross-origin",
  "no-session",
  "session-ended",
  "unknown-role",
  "other-environment",
  "pruned",
  "duration",
  "envelope",
  "envelope-too-long",
  "packed-policy-too-large",
  "session-name",
  "code",
  "token-unknown",
  "token-ended",
  "token-role",
  "revoked",
  "sts-denied",
  "ledger-unavailable",
  "dependency-unavailable",
  "internal",
] as const;

export type CredentialReason = (typeof CREDENTIAL_REASONS)[number];

export const roleCredentialsRefused = eventType(
  "Role Credentials Refused",
  1,
  z
    .object({
      reason: z.enum(CREDENTIAL_REASONS),
      detail: z.object({
        problem: text(64).describe("what exactly was wrong, a stable kebab-case word within the reason"),
        found: text(256).nullable().describe("what the request held, escaped and cut"),
        expected: text(256).nullable(),
        remedy: text(512).describe("what to do about it"),
      }),
      purpose: z.enum(["credentials", "console", "agent-token"]).describe("what was asked for"),
      subject: pseudonym.nullable().describe("null where nobody is signed in"),
      identityProviderId: shortId.nullable(),
      sessionId: ulid.nullable(),
      requestedRole: z
        .union([text(256), pseudonym])
        .nullable()
        .describe("clear where a mapping names it, a pseudonym where none does"),
      mappingId: shortId.nullable(),
      agent: agent.nullable(),
      client: client.nullable(),
      count: z.int().min(1).describe("requests this event stands for: more than one only where a flood was aggregated"),
    })
    .describe("Somebody asked for credentials, or for a program's token, and got none."),
);
