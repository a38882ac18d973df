import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, text } from "./fields.ts";
import { mappingReference, pruningEvidence, revision, runId } from "./role-fields.ts";

export const roleMappingMarkedStale = eventType(
  "Role Mapping Marked Stale",
  1,
  z
    .object({
      runId,
      mapping: mappingReference,
      revision,
      owner: text(256).describe("who is to hear of it"),
      markedAt: instant,
      pruneAfter: instant.describe("it is pruned then, unless somebody uses it or opts out before"),
      evidence: pruningEvidence,
    })
    .describe("Nobody used a mapping for long: it still grants, and is announced to be pruned."),
);
