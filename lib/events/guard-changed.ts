import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, text } from "./fields.ts";

/** What stands guard over the evidence, by the kind of it. */
export const GUARDS = [
  "alarm",
  "api",
  "bucket",
  "bus",
  "function",
  "key",
  "log-group",
  "queue",
  "role",
  "secret",
  "stack",
  "table",
  "trail",
] as const;

export const guardChanged = eventType(
  "Guard Changed",
  1,
  z
    .object({
      guard: z.enum(GUARDS).describe("what kind of thing was changed"),
      resource: text(2048).describe("which one, as CloudTrail names it"),
      action: text(128).describe("the call, such as events:DisableRule"),
      by: z.object({
        principal: text(2048).describe("ARN of whoever called, or what CloudTrail says in its place"),
        type: text(64).describe("CloudTrail's type of identity: AssumedRole, IAMUser, AWSService and so on"),
        through: text(128)
          .nullable()
          .describe("the AWS service that called for them, such as cloudformation.amazonaws.com"),
      }),
      byDeployment: z
        .boolean()
        .describe("called under a role that deploys: everything else somebody has to account for"),
      changedAt: instant,
      account: z.string().regex(/^\d{12}$/),
      region: text(32),
      requestId: text(64).nullable(),
      trailEventId: text(64).describe("CloudTrail's id of its record"),
      refused: text(128)
        .nullable()
        .describe("AWS's error code where it refused: then nothing was changed, but somebody tried"),
    })
    .describe("Somebody changed, or tried to change, what stands guard over the evidence."),
);
