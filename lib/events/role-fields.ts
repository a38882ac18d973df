/** Field types that the events about role mappings and their use share. */
import * as z from "zod";
import { instant, sha256Hex, shortId, text, ulid } from "./fields.ts";

/** The place of a mapping and what it grants, as `Roles Mapped` names it too. */
export const mappingReference = z.object({
  id: shortId,
  identityProviderId: shortId,
  samlRole: text(256).describe("escaped, as in Roles Mapped"),
  environment: shortId,
  iamRole: text(2048).describe("ARN of the IAM role"),
});

const mappingStatus = z.enum(["active", "stale", "pruned", "retired"]);

/** Who decided, where that is an operator or an owner: a name as the organisation writes it, never a person who signs in. */
export const operator = text(256).describe(
  "who did it: a name or an address of an operator, or the function that did it",
);

export const why = text(512).describe("the reason that was given");

const optOut = z.object({ reason: text(512), until: instant, by: operator }).describe("a running opt-out from pruning");

/** What the mapping file says of a mapping, and what became of it. */
export const mappingDefinition = z.object({
  ...mappingReference.shape,
  owner: text(256),
  purpose: text(512),
  maximumSessionMinutes: z.int().min(15).max(60),
  envelope: text(2048).nullable().describe("the session policy, as JSON"),
  protected: z.boolean(),
  optOut: optOut.nullable(),
  status: mappingStatus,
});

export const revision = z.int().min(1).describe("the mapping's compare-and-set counter after the change");

/** The rules a pruning decision was made by. */
export const pruningPolicy = z.object({
  minimumAgeDays: z.int().min(0),
  unusedDays: z.int().min(1),
  waitDays: z.int().min(0).describe("from the mark to the pruning"),
  maximumPerRun: z.int().min(0),
  maximumShare: z.number().min(0).max(1).describe("of the mappings in force, a run"),
  dryRun: z.boolean(),
});

/** What a pruning decision was made on: enough to judge it again without the table. */
export const pruningEvidence = z.object({
  decidedAt: instant,
  createdAt: instant.nullable().describe("null: older than the record of it"),
  ageDays: z.int().min(0).nullable(),
  lastGrantedAt: instant.nullable().describe("by the role mappings' table"),
  lastUsedAt: instant.nullable().describe("for credentials, by the role mappings' table"),
  unusedDays: z.int().min(0).nullable().describe("null: never used as far as is known"),
  secondSource: z
    .object({
      kind: z.enum(["cloudwatch", "archive"]),
      from: instant,
      to: instant,
      grants: z.int().min(0),
      lastGrantedAt: instant.nullable().describe("as precisely as the source tells: CloudWatch knows the day"),
    })
    .nullable()
    .describe("null where it was not asked, and then nothing was marked or pruned"),
  protected: z.boolean(),
  optOut: optOut.nullable(),
  policy: pruningPolicy,
});

export const runId = ulid.describe("the run of prune-role-mappings that decided");

/** The program that a person minted a token for. */
export const agent = z.object({ tokenId: ulid, purpose: text(256) }).describe("the program that asked, and for what");

export const envelopeHash = sha256Hex.describe("SHA-256 of the session policy that was sent along").nullable();
