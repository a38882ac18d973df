import * as z from "zod";
import { SAFETIES } from "../roles/pruning/safeties.ts";
import { eventType } from "./event-type.ts";
import { shortId, text } from "./fields.ts";
import { operator, pruningPolicy, runId } from "./role-fields.ts";

/** Decisions of one event; a longer list goes into several. */
export const MAXIMUM_DECISIONS = 1000;

export const roleMappingsReviewed = eventType(
  "Role Mappings Reviewed",
  1,
  z
    .object({
      runId,
      by: operator,
      part: z.int().min(1).describe("of `parts` events, which together name every decision of the run"),
      parts: z.int().min(1),
      mappings: z.int().min(0).describe("mappings in force in this environment"),
      health: z
        .array(
          z.object({
            check: z.enum(["pending-events", "dead-letters", "missing-hours", "open-findings"]),
            gaps: z.int().min(0).nullable().describe("null where it could not be found out"),
            detail: text(512),
          }),
        )
        .max(4)
        .describe("of the pipeline; empty where nothing was up for marking or pruning, and it did not matter"),
      decisions: z
        .array(
          z.object({
            mappingId: shortId,
            decision: z.enum(["mark", "unmark", "prune", "restore", "keep"]),
            safety: z.enum(SAFETIES).nullable().describe("what keeps it, or took its mark off"),
            detail: text(512),
            outcome: z
              .enum(["done", "dry-run", "changed-meanwhile"])
              .describe(
                "dry-run: it was only said; changed-meanwhile: somebody used or changed it, and it was left alone",
              ),
          }),
        )
        .max(MAXIMUM_DECISIONS),
      policy: pruningPolicy,
    })
    .describe("A run of pruning looked at every mapping of the environment: what it decided on each, and why."),
);
