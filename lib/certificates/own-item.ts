/** The service provider's own certificates while they are rolled, and after. */
import * as z from "zod";
import type { OwnPurpose, PublishedCertificates } from "../config/trust-overlay.ts";
import { sha256Hex } from "../events/fields.ts";

export const ownKey = (purpose: OwnPurpose) => `own#${purpose}`;

export const ownItem = z.object({
  foundedOn: sha256Hex.describe("the deployed certificates that they followed"),
  phase: z.enum(["published", "used", "withdrawn"]),
  old: z.string().describe("PEM"),
  next: z.string().describe("PEM"),
  publishedFrom: z.iso.datetime().describe("the next one stands in our metadata from then on"),
  changedAt: z.iso.datetime(),
  changedBy: z.string(),
});

export type OwnItem = z.infer<typeof ownItem>;

/**
 * What our metadata publishes, the certificate in use first.
 *   signing     published: old, next · used: next, old · withdrawn: next
 *   decryption  published: old, next · used: next (the old key still decrypts) · withdrawn: next
 */
function certificatesOf(purpose: OwnPurpose, { phase, old, next, publishedFrom }: OwnItem, now: Date): string[] {
  if (phase === "published") return new Date(publishedFrom) <= now ? [old, next] : [old];
  return phase === "used" && purpose === "signing" ? [next, old] : [next];
}

export function publishedAt(purpose: OwnPurpose, item: OwnItem, now: Date): PublishedCertificates {
  return { foundedOn: item.foundedOn, certificates: certificatesOf(purpose, item, now) };
}
