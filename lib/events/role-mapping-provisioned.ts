import * as z from "zod";
import { eventType } from "./event-type.ts";
import { mappingDefinition, mappingReference, operator, revision, why } from "./role-fields.ts";

export const roleMappingProvisioned = eventType(
  "Role Mapping Provisioned",
  1,
  z
    .object({
      action: z
        .enum(["created", "changed", "restored-by-file", "retired"])
        .describe("restored-by-file: it was retired, and the file has it again; retired: the file has it no more"),
      mapping: mappingReference,
      revision,
      before: mappingDefinition.nullable().describe("null where there was none"),
      after: mappingDefinition,
      by: operator,
      why,
    })
    .describe("The mapping file was applied to the table, and this mapping changed with it."),
);
