/** A provider's metadata as it counts now: the deployed file, or what was accepted since and followed it. */
import { join } from "node:path";
import {
  parseIdentityProviderMetadata,
  type ReadMetadata,
  readMetadataFile,
} from "../config/identity-provider-metadata.ts";
import type { IdentityProviderPolicy } from "../config/schema.ts";
import { fileHash } from "../config/trust-overlay.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { type AcceptedItem, acceptedItem, metadataKey } from "./metadata-items.ts";
import { type Kept, readItem } from "./trust-table.ts";

export interface CurrentMetadata {
  /** `fileHash` of the deployed file. */
  readonly deployedHash: string;
  /** The document that counts. */
  readonly document: string;
  readonly read: ReadMetadata;
  /** What the table holds, also where it followed another file and does not count. */
  readonly accepted: Kept<AcceptedItem> | null;
  /** Whether it is the one that counts. */
  readonly isAccepted: boolean;
}

/** @throws ConfigurationError where it cannot be read */
export function deployedMetadata({ metadata }: Pick<IdentityProviderPolicy, "metadata">, trustDirectory: string) {
  const deployed = readMetadataFile(join(trustDirectory, metadata));
  return { deployed, deployedHash: fileHash(deployed) };
}

/** @throws ConfigurationError where the deployed file cannot be read */
export async function currentMetadata(
  table: LedgerTable,
  policy: Pick<IdentityProviderPolicy, "id" | "metadata" | "metadataUrl">,
  trustDirectory: string,
): Promise<CurrentMetadata> {
  const { deployed, deployedHash } = deployedMetadata(policy, trustDirectory);
  const accepted = await readItem(table, metadataKey(policy.id), acceptedItem);
  // Where nothing is published any more the file is all there is.
  const isAccepted = policy.metadataUrl !== undefined && accepted?.value.foundedOn === deployedHash;
  const document = accepted && isAccepted ? accepted.value.document : deployed;
  const read = parseIdentityProviderMetadata(policy.metadata, document, null);
  return { deployedHash, document, read, accepted, isAccepted };
}
