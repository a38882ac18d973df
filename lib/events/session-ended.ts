import { z } from "zod";
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
      cause: z.enum(["signed-out"]),
    })
    .describe("A person signed out here. The identity provider's own session is not touched."),
);
