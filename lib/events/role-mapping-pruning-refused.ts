import * as z from "zod";
import { eventType } from "./event-type.ts";
import { text } from "./fields.ts";
import { mappingReference, pruningEvidence, pruningPolicy, runId } from "./role-fields.ts";

/** Reasons for which a whole run does nothing. */
const RUN_REASONS = [
  "pending-events",
  "dead-letters",
  "missing-hours",
  "open-findings",
  "maximum-per-run",
  "maximum-share",
  "evidence-unavailable",
] as const;

/** Reasons for which one mapping is spared, though it went unused for long. */
const MAPPING_REASONS = [
  "sources-disagree",
  "last-way-in",
  "yearly-use",
  "protected",
  "opt-out",
  "changed-meanwhile",
] as const;

export const roleMappingPruningRefused = eventType(
  "Role Mapping Pruning Refused",
  1,
  z
    .object({
      runId,
      scope: z.enum(["run", "mapping"]).describe("run: nothing was marked or pruned; mapping: this one was spared"),
      reason: z.enum([...RUN_REASONS, ...MAPPING_REASONS]),
      detail: text(512).describe("what exactly was found, and what to do about it"),
      observed: z
        .array(z.object({ name: text(64), value: text(256) }))
        .max(50)
        .describe("the figures behind the reason, such as which hours are missing"),
      mapping: mappingReference.nullable(),
      evidence: pruningEvidence.nullable(),
      candidates: z.int().min(0).describe("mappings that the run would have marked or pruned"),
      mappings: z.int().min(0).describe("mappings in force"),
      policy: pruningPolicy,
    })
    .describe("Pruning held back: the whole run, or one mapping, and why."),
);
