import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, pseudonym } from "./fields.ts";
import { mappingReference, operator, revision } from "./role-fields.ts";

export const roleMappingUnmarked = eventType(
  "Role Mapping Unmarked",
  1,
  z
    .object({
      mapping: mappingReference,
      revision,
      markedAt: instant,
      cause: z
        .enum(["granted", "used", "second-source", "opt-out", "protected", "operator"])
        .describe("granted: a login; used: credentials; second-source: it saw use that the table had not"),
      usedAt: instant.nullable().describe("when it was granted or used again"),
      subject: pseudonym.nullable().describe("who used it"),
      by: operator.nullable().describe("who opted out, protected or unmarked it"),
    })
    .describe("A mapping that was marked stale is active again."),
);
