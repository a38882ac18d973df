import * as z from "zod";
import { eventType } from "./event-type.ts";
import { client, instant, pseudonym, text, ulid } from "./fields.ts";
import { envelopeHash, mappingReference } from "./role-fields.ts";

export const agentTokenMinted = eventType(
  "Agent Token Minted",
  1,
  z
    .object({
      tokenId: ulid.describe("a handle, never the token"),
      subject: pseudonym.describe("who minted it, and on whose behalf the program acts"),
      sessionId: ulid,
      mapping: mappingReference,
      purpose: text(256).describe("what the program is for, in the person's words"),
      envelopeHash,
      expiresAt: instant,
      client: client.nullable(),
    })
    .describe("A person gave a program a token: one role, a narrower envelope, minutes to live."),
);
