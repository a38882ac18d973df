import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, text } from "./fields.ts";
import { mappingReference, pruningEvidence, revision, runId } from "./role-fields.ts";

export const roleMappingPruned = eventType(
  "Role Mapping Pruned",
  1,
  z
    .object({
      runId,
      mapping: mappingReference,
      revision,
      owner: text(256).describe("who is to hear of it"),
      markedAt: instant,
      prunedAt: instant,
      evidence: pruningEvidence,
    })
    .describe("A mapping grants no more. It keeps recording who would have matched, and can be restored."),
);
