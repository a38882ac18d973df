import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, sha256Hex, shortId, text } from "./fields.ts";

/** Days before the end at which it is said. */
export const EXPIRY_THRESHOLDS = [30, 14, 7, 1] as const;

export const certificateExpiring = eventType(
  "Certificate Expiring",
  1,
  z
    .object({
      owner: z.enum(["identity-provider", "service-provider"]),
      identityProviderId: shortId.nullable().describe("null for the service provider's own"),
      use: z.enum(["signing", "decryption"]),
      fingerprint: sha256Hex.describe("SHA-256 over the DER"),
      file: text(256).nullable().describe("in the trust directory"),
      notAfter: instant,
      threshold: z
        .union(EXPIRY_THRESHOLDS.map((days) => z.literal(days)))
        .describe("the threshold that was crossed, in days"),
      daysLeft: z.int().describe("whole days, below 0 once it has run out"),
      replaced: z.boolean().describe("another certificate of the same use lasts longer"),
      remedy: text(512),
    })
    .describe("A certificate runs out soon. Said once for each threshold."),
);
