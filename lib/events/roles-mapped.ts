import * as z from "zod";
import { eventType } from "./event-type.ts";
import { identityProvider, pseudonym, shortId, text, ulid } from "./fields.ts";

export const rolesMapped = eventType(
  "Roles Mapped",
  1,
  z
    .object({
      subject: pseudonym,
      identityProvider,
      sessionId: ulid,
      granted: z
        .array(
          z.object({
            mappingId: shortId,
            samlRole: text(256),
            environment: shortId,
            iamRole: text(2048).describe("ARN of the IAM role"),
          }),
        )
        .max(50),
      refused: z
        .array(
          z.object({
            samlRole: z
              .union([text(256), pseudonym])
              .describe("clear where a mapping names it, a pseudonym where none does"),
            reason: z.enum(["no-mapping", "other-environment", "pruned", "over-limit"]),
          }),
        )
        .max(100),
    })
    .describe(
      "What became of the SAML roles of a login that succeeded: each value is either granted by a mapping or refused.",
    ),
);
