import * as z from "zod";
import { eventType } from "./event-type.ts";
import { sha256Hex, text } from "./fields.ts";
import { operator } from "./role-fields.ts";

const hour = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/);

export const evidenceExported = eventType(
  "Evidence Exported",
  1,
  z
    .object({
      kind: z.enum(["package", "report"]).describe("sealed evidence alone, or with a report on it"),
      period: z.object({ from: hour, to: hour }).describe("hours of arrival, UTC, both included"),
      manifestHash: sha256Hex.describe("what the package's manifest says of itself: which package it is"),
      names: z
        .enum(["left-out", "joined"])
        .describe("whether persons' names were joined in, or pseudonyms left as they are"),
      by: operator,
      codeVersion: text(128).nullable(),
    })
    .describe("Evidence was taken out. The event is recorded before the package is complete."),
);
