/** A person confirms what a provider's metadata became: from then on it counts. */
import { parseIdentityProviderMetadata } from "../config/identity-provider-metadata.ts";
import { fileHash } from "../config/trust-overlay.ts";
import type { EventOrigin } from "../events/create-event.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { compareMetadata, type Difference } from "./compare-metadata.ts";
import { metadataChangedEvent } from "./metadata-events.ts";
import { type CandidateItem, candidateItem, candidateKey, metadataKey } from "./metadata-items.ts";
import { type CurrentMetadata, currentMetadata } from "./provider-metadata.ts";
import { ChangedMeanwhile, type Kept, readItem, removeItem, writeItem } from "./trust-table.ts";
import type { WatchedPolicy } from "./watch-provider.ts";

export interface Proposal {
  readonly policy: WatchedPolicy;
  readonly candidate: Kept<CandidateItem>;
  readonly current: CurrentMetadata;
  readonly after: ReturnType<typeof parseIdentityProviderMetadata>;
  readonly difference: Difference;
}

/**
 * What waits for a provider, held against what counts now; null where nothing waits.
 * @throws ConfigurationError where it cannot be used any more
 */
export async function readProposal(
  table: LedgerTable,
  policy: WatchedPolicy,
  trustDirectory: string,
  now: Date,
): Promise<Proposal | null> {
  const candidate = await readItem(table, candidateKey(policy.id), candidateItem);
  if (candidate?.value.outcome !== "awaiting-confirmation") return null;
  const current = await currentMetadata(table, policy, trustDirectory);
  // Something else counts by now: what was proposed was judged against what is gone.
  if (candidate.value.basis !== fileHash(current.document)) return null;
  const after = parseIdentityProviderMetadata(`proposed by ${policy.id}`, candidate.value.document, now);
  return { policy, candidate, current, after, difference: compareMetadata(current.read, after) };
}

/** @throws ChangedMeanwhile where something else was accepted since the proposal was read */
export async function confirmProposal(
  table: LedgerTable,
  { policy, candidate, current, difference }: Proposal,
  { by, origin }: { readonly by: string; readonly origin: EventOrigin },
): Promise<void> {
  const { document, location } = candidate.value;
  const acceptedAt = origin.occurredAt.toISOString();
  const event = metadataChangedEvent(
    {
      ...difference,
      identityProviderId: policy.id,
      entityId: current.read.metadata.entityId,
      source: { kind: "url", location },
      outcome: "applied",
      documentHash: { before: fileHash(current.document), after: fileHash(document) },
      problem: null,
      confirmedBy: by,
    },
    origin,
  );
  const item = { foundedOn: current.deployedHash, document, acceptedAt, acceptedBy: by };
  const how = { over: current.accepted, writer: origin.attemptId, event };
  if (!(await writeItem(table, metadataKey(policy.id), item, how))) throw new ChangedMeanwhile(policy.id);
  await removeItem(table, candidateKey(policy.id), candidate.revision);
}
