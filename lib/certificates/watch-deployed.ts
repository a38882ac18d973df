/** A deployed metadata file counts because somebody reviewed and deployed it: all there is to do is to say so. */
import { parseIdentityProviderMetadata } from "../config/identity-provider-metadata.ts";
import type { IdentityProviderPolicy } from "../config/schema.ts";
import { fileHash } from "../config/trust-overlay.ts";
import { compareMetadata } from "./compare-metadata.ts";
import { metadataChangedEvent } from "./metadata-events.ts";
import { acceptedItem, deployedItem, deployedKey, metadataKey } from "./metadata-items.ts";
import { deployedMetadata } from "./provider-metadata.ts";
import { readItem, writeItem } from "./trust-table.ts";
import type { ProviderWatch } from "./watch-provider.ts";

/** Tells of a deployment that changed what counts. The first file that is seen of a provider is only remembered. */
export async function watchDeployed(
  { table, trustDirectory, origin }: Omit<ProviderWatch, "fetch" | "stage">,
  policy: Pick<IdentityProviderPolicy, "id" | "metadata">,
): Promise<"unchanged" | "applied"> {
  const { id, metadata: location } = policy;
  const { deployed, deployedHash } = deployedMetadata(policy, trustDirectory);
  const seen = await readItem(table, deployedKey(id), deployedItem);
  if (seen?.value.documentHash === deployedHash) return "unchanged";
  const item = { documentHash: deployedHash, document: deployed };
  const how = { over: seen, writer: origin.attemptId };
  if (!seen) {
    await writeItem(table, deployedKey(id), item, how);
    return "unchanged";
  }
  const accepted = await readItem(table, metadataKey(id), acceptedItem);
  const followed = accepted?.value.foundedOn === seen.value.documentHash;
  const earlier = followed && accepted ? accepted.value.document : seen.value.document;
  const before = parseIdentityProviderMetadata(location, earlier, null);
  const after = parseIdentityProviderMetadata(location, deployed, null);
  const difference = compareMetadata(before, after);
  if (difference.changes.length === 0) {
    await writeItem(table, deployedKey(id), item, how);
    return "unchanged";
  }
  const change = {
    ...difference,
    identityProviderId: id,
    entityId: after.metadata.entityId,
    source: { kind: "file" as const, location },
    outcome: "applied" as const,
    documentHash: { before: fileHash(earlier), after: deployedHash },
    problem: null,
    confirmedBy: null,
  };
  await writeItem(table, deployedKey(id), item, { ...how, event: metadataChangedEvent(change, origin) });
  return "applied";
}
