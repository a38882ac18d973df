import * as z from "zod";
import type { AcceptedMetadata, OwnPurpose, PublishedCertificates, TrustOverlay } from "../config/trust-overlay.ts";
import { batchGet } from "../dynamodb/batch-get.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { acceptedItem, metadataKey } from "./metadata-items.ts";
import { ownItem, ownKey, publishedAt } from "./own-item.ts";

/** The providers whose published metadata may count in place of the deployed file. */
export function watchedProviders(
  providers: readonly { readonly id: string; readonly metadataUrl?: string | undefined }[],
): readonly string[] {
  return providers.filter(({ metadataUrl }) => metadataUrl !== undefined).map(({ id }) => id);
}

export interface OverlayWanted {
  /** Of whom accepted metadata is wanted. */
  readonly identityProviderIds: readonly string[];
  readonly own: readonly OwnPurpose[];
}

const stored = z.object({ pk: z.string(), value: z.string() });

/**
 * What was accepted since the deployment, in one consistent read; none where nothing is wanted.
 * @throws Error where the table cannot be read, or an item is not of its shape
 */
export async function readOverlay(
  { client, name }: LedgerTable,
  { identityProviderIds, own }: OverlayWanted,
  now: Date,
): Promise<TrustOverlay> {
  const keys = [...identityProviderIds.map(metadataKey), ...own.map(ownKey)];
  const items =
    keys.length === 0
      ? []
      : await batchGet(
          client,
          name,
          keys.map((pk) => ({ pk })),
        );
  const values = new Map(
    items.map((item) => stored.parse(item)).map(({ pk, value }) => [pk, JSON.parse(value) as unknown]),
  );
  const metadata = new Map<string, AcceptedMetadata>();
  for (const id of identityProviderIds) {
    const value = values.get(metadataKey(id));
    if (value !== undefined) metadata.set(id, acceptedItem.parse(value));
  }
  const certificates: Partial<Record<OwnPurpose, PublishedCertificates>> = {};
  for (const purpose of own) {
    const value = values.get(ownKey(purpose));
    if (value !== undefined) certificates[purpose] = publishedAt(purpose, ownItem.parse(value), now);
  }
  return { metadata, own: certificates };
}
