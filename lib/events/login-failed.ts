import * as z from "zod";
import { eventType } from "./event-type.ts";
import { client, identityProvider, pseudonym, reason, sha256Hex, shortId, stepName, steps, text } from "./fields.ts";

export const loginFailed = eventType(
  "Login Failed",
  1,
  z
    .object({
      step: stepName,
      reason,
      detail: z.object({
        problem: text(64).describe("what exactly was wrong, a stable kebab-case word within the reason"),
        found: text(256).nullable().describe("what the message held, escaped and cut"),
        expected: text(256).nullable(),
        remedy: text(512).describe("what to do about it"),
      }),
      identityProvider: identityProvider
        .nullable()
        .describe(
          "the configured provider the message names, or null; named by the message, so proven only after verify",
        ),
      claimed: z
        .object({ issuerHash: sha256Hex.nullable(), assertionIdHash: sha256Hex.nullable() })
        .describe("unverified: no consumer makes a metric dimension of it"),
      client: client.nullable(),
      steps,
      withheld: z
        .object({
          subject: pseudonym,
          roles: z.array(z.object({ samlRole: text(256), environment: shortId })).max(100),
        })
        .optional()
        .describe("only with role-pruned: who would have been granted what, had the mappings not been pruned"),
      count: z.int().min(1).describe("attempts this event stands for: more than one only where a flood was aggregated"),
    })
    .describe("An attempt was refused. The first step that failed names the reason."),
);
