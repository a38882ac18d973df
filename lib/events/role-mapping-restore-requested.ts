import * as z from "zod";
import { eventType } from "./event-type.ts";
import { client, instant, pseudonym, text, ulid } from "./fields.ts";
import { mappingReference } from "./role-fields.ts";

export const roleMappingRestoreRequested = eventType(
  "Role Mapping Restore Requested",
  1,
  z
    .object({
      requestId: ulid.describe("what `samltrail roles requests` and `roles restore --request` name it by"),
      loginCorrelationId: ulid.describe("correlationId of the Login Failed on whose page it was asked"),
      subject: pseudonym.describe("who asks for it"),
      mapping: mappingReference,
      owner: text(256).describe("who decides, as the mapping names them"),
      prunedAt: instant,
      reason: z
        .string()
        .regex(/^restore-reason:[A-Za-z0-9-]{1,16}:[A-Za-z0-9_-]{43}$/)
        .describe(
          "pseudonym of the reason in the person's own words, which may be personal; the identities table holds them",
        ),
      expiresAt: instant.describe("when nobody can approve it any more"),
      client: client.nullable(),
    })
    .describe("Somebody who was refused because a mapping was pruned asks its owner to bring it back."),
);
