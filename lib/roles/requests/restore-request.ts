/** A request to bring a pruned mapping back, by somebody who was refused because of it. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { mappingReference } from "../../events/role-fields.ts";

/** Its owner may approve a request for this long. */
export const REQUEST_MILLISECONDS = 14 * 86_400_000;

export const restoreRequest = z.object({
  id: z.string(),
  /** Pseudonym of who asks. */
  subject: z.string(),
  /** Pseudonym of the reason in the person's words. */
  reason: z.string(),
  mapping: mappingReference,
  prunedAt: z.string(),
  requestedAt: z.iso.datetime(),
  validUntil: z.iso.datetime(),
  declined: z.object({ at: z.iso.datetime(), by: z.string(), why: z.string() }).optional(),
});

export type RestoreRequest = z.infer<typeof restoreRequest>;

/** One a person, mapping and pruning: asking again finds the same. */
export function requestKey({ subject, mapping, prunedAt }: Pick<RestoreRequest, "subject" | "mapping" | "prunedAt">) {
  const { identityProviderId, samlRole, environment } = mapping;
  const parts = JSON.stringify([environment, identityProviderId, samlRole, subject, prunedAt]);
  return { pk: `restore#${createHash("sha256").update(parts).digest("hex")}` };
}
