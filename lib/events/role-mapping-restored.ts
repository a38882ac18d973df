import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, pseudonym } from "./fields.ts";
import { mappingReference, operator, revision, why } from "./role-fields.ts";

export const roleMappingRestored = eventType(
  "Role Mapping Restored",
  1,
  z
    .object({
      mapping: mappingReference,
      revision,
      prunedAt: instant,
      restoredAt: instant,
      through: z
        .enum(["command", "apply", "request", "use"])
        .describe(
          "samltrail roles restore; roles apply --restore; a request from the refusal page; a use before the pruning, told of after it",
        ),
      requestedBy: pseudonym.nullable().describe("who asked for it on the refusal page"),
      by: operator.describe("who restored it, or approved the request"),
      why,
      wouldHaveMatched: z
        .object({ lastAt: instant.nullable(), count: z.int().min(0) })
        .describe("the logins it refused while it was pruned"),
    })
    .describe("A pruned mapping grants again."),
);
