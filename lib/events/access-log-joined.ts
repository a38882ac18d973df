import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, sha256Hex, text, ulid } from "./fields.ts";

const count = z.int().min(0);
const status = z.string().regex(/^\d{3}$/);
const byStatus = z.array(z.object({ status, requests: count })).max(100);

/** As many of each kind are named; the counts have all. */
export const NAMED_PARTNERLESS = 500;

export const accessLogJoined = eventType(
  "Access Log Joined",
  1,
  z
    .object({
      window: z.object({ from: instant, to: instant }).describe("the hour in which the requests came"),
      logGroup: text(512),
      notJoined: z
        .enum(["too-many-lines"])
        .nullable()
        .describe("why the hour was not held against its events: then every count is 0, and nothing is known of it"),
      lines: count.describe("of this hour, on any route"),
      unreadable: count.describe("lines that are no line of this log"),
      linesHash: sha256Hex.describe("SHA-256 of the hour's lines in the order of their bytes, each with its line end"),
      owed: count.describe("requests that reached the sign-in function: each owes one outcome"),
      joined: count.describe("of them, those whose event was sealed in this hour or the next"),
      aggregated: count.describe("attempts of this hour that aggregated events stand for"),
      explained: count.describe("requests without an event of their own that these account for"),
      refusedBefore: byStatus.describe("answered by AWS before any function, on any route"),
      unmatched: byStatus.describe("requests without an event: **look into anything here**"),
      eventsWithoutLine: count.describe("events of this hour whose request the log does not have"),
      named: z
        .object({
          requests: z.array(z.object({ requestId: text(64), at: instant, status })).max(NAMED_PARTNERLESS),
          events: z.array(ulid).max(NAMED_PARTNERLESS),
        })
        .describe("the first of those without a partner"),
    })
    .describe("The API's own access log of an hour was held against the sealed events, by request id."),
);
