import * as z from "zod";
import { eventType } from "./event-type.ts";
import { text } from "./fields.ts";

const count = z.int().min(0);
const key = text(1024).describe("the object's key");

/** As many are named; `findings.count` has all. */
export const NAMED_FINDINGS = 100;

export const archiveChecked = eventType(
  "Archive Checked",
  1,
  z
    .object({
      days: z
        .object({ recent: count, older: count })
        .describe(
          "days of arrival whose objects were listed: every recent one, and this day's share of the older ones",
        ),
      objects: count.describe("objects listed, below events/, seals/ and reports/"),
      findings: z.object({
        count,
        named: z
          .array(z.object({ kind: z.enum(["overwritten", "delete-marker"]), key }))
          .max(NAMED_FINDINGS)
          .describe("the first of them"),
      }),
      unreadableDays: count.describe("days that could not be listed: nothing is known of them"),
    })
    .describe("The archive was searched for what nobody may do to it: second versions and delete markers."),
);
