import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, pseudonym, text, ulid } from "./fields.ts";
import { operator, why } from "./role-fields.ts";

export const credentialsRevoked = eventType(
  "Credentials Revoked",
  1,
  z
    .object({
      subject: pseudonym.describe("whose credentials end"),
      tokenId: ulid.nullable().describe("only what this program obtained; null: everything the person holds"),
      sourceIdentity: text(64).describe("what the deny is on"),
      issuedBefore: instant.describe("credentials issued up to here are denied"),
      roles: z
        .array(
          z.object({
            iamRole: text(2048),
            outcome: z.enum(["denied", "failed"]).describe("failed: the deny could not be put on this role"),
            code: text(128).nullable().describe("AWS's error code"),
          }),
        )
        .max(200),
      by: operator,
      why,
    })
    .describe("What a person or a program holds was ended, by a deny on source identity and issue time."),
);
