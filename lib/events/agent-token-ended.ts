import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, pseudonym, shortId, text, ulid } from "./fields.ts";
import { operator } from "./role-fields.ts";

export const agentTokenEnded = eventType(
  "Agent Token Ended",
  1,
  z
    .object({
      tokenId: ulid,
      subject: pseudonym.describe("who minted it"),
      mappingId: shortId,
      purpose: text(256),
      cause: z.enum(["ended-by-person", "revoked"]).describe("one that runs out has no event: its expiry is known"),
      by: operator.nullable().describe("the operator who revoked it"),
      endedAt: instant,
    })
    .describe("A program's token gives no more credentials."),
);
