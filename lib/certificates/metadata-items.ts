/** A provider's metadata in the trust table. */
import * as z from "zod";
import { sha256Hex } from "../events/fields.ts";
import { identityProviderMetadataChanged } from "../events/identity-provider-metadata-changed.ts";

const { changes, outcome } = identityProviderMetadataChanged.data.shape;

export const metadataKey = (identityProviderId: string) => `metadata#${identityProviderId}`;
export const candidateKey = (identityProviderId: string) => `candidate#${identityProviderId}`;
export const deployedKey = (identityProviderId: string) => `deployed#${identityProviderId}`;

/** Metadata that was accepted since the deployment. */
export const acceptedItem = z.object({
  foundedOn: sha256Hex.describe("the deployed file that it followed"),
  document: z.string(),
  vouchedUntil: z.iso
    .datetime()
    .nullish()
    .describe("newer metadata that waits holds the same keys too, and is valid until then"),
  acceptedAt: z.iso.datetime(),
  acceptedBy: z
    .string()
    .nullable()
    .describe("null: by trustMetadataRollover, or since it only outlasts the one before"),
});

/** Metadata that differs from what counts, and does not count itself. */
export const candidateItem = z.object({
  outcome: outcome.exclude(["applied"]),
  document: z.string(),
  documentHash: sha256Hex,
  /** What it was compared with, and what it says: two documents of one meaning are one proposal. */
  proposal: sha256Hex,
  basis: sha256Hex.describe("the document that counted when it was seen"),
  changes,
  problem: z.string(),
  location: z.string(),
  seenAt: z.iso.datetime(),
});

export const deployedItem = z.object({ documentHash: sha256Hex, document: z.string() });

export type AcceptedItem = z.infer<typeof acceptedItem>;
export type CandidateItem = z.infer<typeof candidateItem>;

export type MetadataChange = CandidateItem["changes"][number];
