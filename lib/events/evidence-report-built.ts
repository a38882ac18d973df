import * as z from "zod";
import { eventType } from "./event-type.ts";
import { sha256Hex, text } from "./fields.ts";

const count = z.int().min(0);
const hour = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/);

export const evidenceReportBuilt = eventType(
  "Evidence Report Built",
  1,
  z
    .object({
      framework: z.enum(["soc2"]),
      period: z.object({ from: hour, to: hour }).describe("hours of arrival, UTC, both included"),
      package: z
        .object({ key: text(1024), sha256: sha256Hex, bytes: count, manifestHash: sha256Hex })
        .describe("the zip in the evidence bucket, written once"),
      events: count.describe("sealed events that the report is on"),
      complete: z.boolean().describe("false where anything could not be read: the report's first page names it"),
      unread: count,
      tests: z.object({
        passed: count.describe("with those that had nothing to examine"),
        exceptions: count,
        notRun: count,
        nothingToExamine: count.optional().describe("of those that passed"),
      }),
      exceptions: z.object({ open: count, explained: count, closed: count }),
      lastSealHash: sha256Hex.describe("of the last hour of the period"),
      codeVersion: text(128),
    })
    .describe("The report on a period was built and stored."),
);
