import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, pseudonym, text, ulid } from "./fields.ts";
import { mappingReference } from "./role-fields.ts";

export const roleAssumptionUnmatched = eventType(
  "Role Assumption Unmatched",
  1,
  z
    .object({
      direction: z
        .enum(["issued-never-seen", "seen-never-issued"])
        .describe("we issued and CloudTrail is silent; CloudTrail saw it and we issued nothing"),
      stage: z
        .enum(["late", "final"])
        .describe(
          "late: CloudTrail may still speak, and is asked; final: it was asked. Always final for seen-never-issued",
        ),
      iamRole: text(2048),
      mapping: mappingReference.nullable(),
      assumedAt: instant.describe("when the role was assumed, or its credentials issued"),
      accessKeyId: text(128).nullable(),
      sourceIdentity: text(64).nullable(),
      sessionName: text(64).nullable(),
      issued: z
        .object({ eventId: ulid.describe("of Role Credentials Issued"), subject: pseudonym })
        .nullable()
        .describe("what we issued; null for seen-never-issued"),
      seen: z
        .object({
          eventName: z.enum(["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]),
          eventId: text(64),
          sharedEventId: text(64).nullable().describe("marks the copies of one call in several accounts"),
          account: z.string().regex(/^\d{12}$/),
          region: text(32),
          callerArn: text(2048).nullable(),
          sourceAddress: pseudonym.nullable(),
          userAgent: pseudonym.nullable(),
        })
        .nullable()
        .describe("what CloudTrail saw; null for issued-never-seen"),
      detail: text(512).describe("which keys were compared, and what to do about it"),
    })
    .describe("What was issued and what CloudTrail saw do not agree."),
);
