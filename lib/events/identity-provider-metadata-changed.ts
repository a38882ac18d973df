import * as z from "zod";
import { eventType } from "./event-type.ts";
import { sha256Hex, shortId, text } from "./fields.ts";
import { operator } from "./role-fields.ts";

export const identityProviderMetadataChanged = eventType(
  "Identity Provider Metadata Changed",
  1,
  z
    .object({
      identityProviderId: shortId,
      entityId: text(1024).describe("the configured one"),
      source: z.object({ kind: z.enum(["url", "file"]), location: text(2048) }),
      outcome: z
        .enum(["applied", "awaiting-confirmation", "refused"])
        .describe("awaiting-confirmation: it would lock people out or widen trust; refused: it cannot be used at all"),
      changes: z
        .array(
          z.enum([
            "certificate-added",
            "certificate-removed",
            "entity-changed",
            "single-sign-on-changed",
            "requests-signed-changed",
            "validity-changed",
            "unreadable",
          ]),
        )
        .min(1)
        .max(7),
      certificatesAdded: z.array(sha256Hex).max(20),
      certificatesRemoved: z.array(sha256Hex).max(20),
      documentHash: z.object({ before: sha256Hex.nullable(), after: sha256Hex }),
      problem: text(512).nullable().describe("why it was refused or waits, and what to do"),
      confirmedBy: operator.nullable(),
    })
    .describe("An identity provider's metadata is another than before."),
);
