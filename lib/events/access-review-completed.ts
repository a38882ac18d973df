import * as z from "zod";
import { eventType } from "./event-type.ts";
import { pseudonym, sha256Hex, shortId, text } from "./fields.ts";
import { operator } from "./role-fields.ts";

/** Decisions of one event; a longer review goes into several. */
export const REVIEW_DECISIONS = 300;

const hour = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/);

export const accessReviewCompleted = eventType(
  "Access Review Completed",
  1,
  z
    .object({
      period: z.object({ from: hour, to: hour }).describe("of the report that the review was made from"),
      fileHash: sha256Hex.describe("SHA-256 of the access-review.csv that was read back"),
      by: operator.describe("who read it back"),
      part: z.int().min(1).describe("of `parts` events, which together name every decision of the review"),
      parts: z.int().min(1),
      rows: z.int().min(1).describe("of the whole review"),
      decisions: z
        .array(
          z.object({
            mappingId: shortId,
            subject: pseudonym.nullable().describe("whose access; null: the mapping itself, which nobody used"),
            decision: z.enum(["keep", "change", "revoke"]),
            rationale: text(512),
            reviewer: operator,
          }),
        )
        .min(1)
        .max(REVIEW_DECISIONS),
    })
    .describe("Owners reviewed who had which role in a period, and decided on each."),
);
