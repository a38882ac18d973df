import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, ulid } from "./fields.ts";
import { operator, why } from "./role-fields.ts";

const hour = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/);

export const legalHoldChanged = eventType(
  "Legal Hold Changed",
  1,
  z
    .object({
      holdId: ulid,
      action: z.enum(["placed", "released"]),
      period: z
        .object({ from: hour, to: hour })
        .describe("hours of arrival whose objects S3 is told to hold, both included"),
      objects: z.int().min(0).describe("versions of objects that S3 was told to hold, or not to hold any more"),
      placedAt: instant,
      by: operator,
      why,
    })
    .describe("While a hold stands nobody is erased, no name expires, and S3 keeps the objects of its period."),
);
