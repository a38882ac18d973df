import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, pseudonym, ulid } from "./fields.ts";
import { mappingReference, operator, why } from "./role-fields.ts";

export const roleMappingRestoreDeclined = eventType(
  "Role Mapping Restore Declined",
  1,
  z
    .object({
      requestId: ulid.describe("of Role Mapping Restore Requested"),
      requestedBy: pseudonym,
      requestedAt: instant,
      mapping: mappingReference,
      by: operator.describe("who declined, and as whom"),
      why,
    })
    .describe("The owner of a pruned mapping does not bring it back for somebody who asked."),
);
