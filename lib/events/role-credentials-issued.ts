import * as z from "zod";
import { eventType } from "./event-type.ts";
import { client, instant, pseudonym, text, ulid } from "./fields.ts";
import { agent, envelopeHash, mappingReference } from "./role-fields.ts";

export const roleCredentialsIssued = eventType(
  "Role Credentials Issued",
  1,
  z
    .object({
      subject: pseudonym,
      sessionId: ulid.describe("the session that asked, or that minted the agent's token"),
      mapping: mappingReference,
      purpose: z.enum(["credentials", "console"]),
      accessKeyId: text(128).describe("public part of the credentials: what CloudTrail names them by"),
      assumedRoleArn: text(2048),
      sourceIdentity: text(64),
      sessionName: text(64).describe("RoleSessionName"),
      durationSeconds: z.int().min(900).max(3600),
      expiresAt: instant,
      envelopeHash,
      packedPolicySize: z.int().min(0).max(100).nullable().describe("percent of what STS takes"),
      agent: agent.nullable(),
      client: client.nullable(),
    })
    .describe("Temporary credentials of a mapped role were given out."),
);
