import * as z from "zod";
import { eventType } from "./event-type.ts";
import { client, identityProvider, instant, pseudonym, sha256Hex, steps, text, ulid } from "./fields.ts";

export const loginSucceeded = eventType(
  "Login Succeeded",
  1,
  z
    .object({
      subject: pseudonym,
      identityProvider: identityProvider.extend({ certificateFingerprint: sha256Hex }),
      assertion: z.object({
        idHash: sha256Hex.describe("SHA-256 over issuer and assertion ID, each with its length in front"),
        authnInstant: instant,
        authnContext: text(256).nullable(),
        notOnOrAfter: instant.describe("the earliest instant at which the assertion stops being acceptable"),
        signedElement: z.enum(["response", "assertion", "both"]),
        signatureAlgorithm: text(128),
      }),
      initiatedBy: z.enum(["identity-provider", "service-provider"]),
      clockSkewMs: z.int().describe("our clock minus the response's IssueInstant, in milliseconds"),
      client,
      session: z.object({ id: ulid.describe("a handle, never the cookie"), expiresAt: instant }),
      steps,
    })
    .describe("A person was let in: every step up to the record passed."),
);
