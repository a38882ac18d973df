import * as z from "zod";
import { eventType } from "./event-type.ts";
import { pseudonym, shortId, ulid } from "./fields.ts";

export const sessionEnded = eventType(
  "Session Ended",
  1,
  z
    .object({
      subject: pseudonym,
      identityProviderId: shortId,
      session: z.object({ id: ulid }),
      cause: z
        .enum(["signed-out", "replaced", "declined"])
        .describe("replaced: another person's sign-in took its place; declined: it was offered and not taken"),
    })
    .describe("A session ended here before its time. The identity provider's own session is not touched."),
);
