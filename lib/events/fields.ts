/** Field types that several events share. Every string is bounded: bytes an attacker chose never reach an event unbounded. */
import * as z from "zod";
import { REASONS, STEP_NAMES } from "./vocabulary.ts";

/** Bounded text. Whoever fills it escapes control characters first (`lib/events/printable.ts`). */
export const text = (maximum: number) => z.string().max(maximum);

export const instant = z.iso.datetime({ precision: 3 }).describe("UTC instant with milliseconds, ISO 8601");
export const ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const shortId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

export const pseudonym = z
  .string()
  .regex(/^(subject|address|user-agent|role-value):[A-Za-z0-9-]{1,16}:[A-Za-z0-9_-]{43}$/)
  .describe("kind:keyId:HMAC-SHA-256 in base64url; the identities table maps it to clear text");

export const reason = z.enum(REASONS);
export const stepName = z.enum(STEP_NAMES);

export const metadata = z.object({
  id: ulid.describe("identity of the event: consumers deduplicate on it"),
  type: z.string(),
  version: z.int().min(1),
  occurredAt: instant,
  correlationId: ulid.describe("the number on the failure page and in the log line"),
  attemptId: ulid.describe("what the event came out of: one request, or one run of a schedule or a command"),
  environment: shortId,
  producer: z
    .object({ id: ulid, sequence: z.int().min(1) })
    .describe("counts per process: a missing number is a missing event"),
});

export const steps = z
  .array(z.object({ name: stepName, ms: z.number().min(0) }))
  .max(STEP_NAMES.length)
  .describe("the steps that ran, in order, with their duration in milliseconds");

export const client = z.object({
  ip: pseudonym.nullable(),
  userAgent: pseudonym.nullable(),
  requestId: text(64).nullable().describe("the HTTP API's request id, as in its access log"),
});

export const identityProvider = z.object({
  id: shortId.describe("the short id from the configuration; the only provider value fit for a metric dimension"),
  entityId: text(1024),
  certificateFingerprint: sha256Hex.nullable().describe("SHA-256 of the pinned certificate whose key verified"),
});
