/** Looks at what a provider publishes, takes what is harmless, and lets everything else wait for a person. */
import { ConfigurationError } from "../config/configuration-error.ts";
import { parseIdentityProviderMetadata, type ReadMetadata } from "../config/identity-provider-metadata.ts";
import type { IdentityProviderPolicy } from "../config/schema.ts";
import { misfits } from "../config/trust-material.ts";
import { fileHash } from "../config/trust-overlay.ts";
import type { EventOrigin } from "../events/create-event.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { changesToConfirm, compareMetadata, type Difference, proposalOf } from "./compare-metadata.ts";
import { type ChangeToTell, metadataChangedEvent } from "./metadata-events.ts";
import { candidateItem, candidateKey, metadataKey } from "./metadata-items.ts";
import { type CurrentMetadata, currentMetadata } from "./provider-metadata.ts";
import { ChangedMeanwhile, readItem, removeItem, writeItem } from "./trust-table.ts";

interface WatchedStage {
  readonly serviceProvider: { readonly signingCertificate?: string | null | undefined };
}

export interface ProviderWatch {
  readonly table: LedgerTable;
  readonly trustDirectory: string;
  readonly stage: WatchedStage;
  /** @throws MetadataUnreachable */
  readonly fetch: (location: string) => Promise<string>;
  readonly origin: EventOrigin;
}

export type WatchedPolicy = Pick<
  IdentityProviderPolicy,
  "id" | "metadata" | "metadataUrl" | "trustMetadataRollover" | "mayStartLogin"
>;

export type WatchOutcome = "unchanged" | "applied" | "awaiting-confirmation" | "refused";

interface Judged extends Difference {
  readonly outcome: Exclude<WatchOutcome, "unchanged">;
  readonly problem: string | null;
  readonly proposal: string;
}

const NO_KEYS = { added: [], removed: [] };

/** What waits, in words, and what to do about it. */
function waiting(id: string, changes: readonly string[]): string {
  return `waits for confirmation: ${changes.join(", ")}; ask the provider on another way whether the change is its own, then run samltrail certificates confirm ${id}`;
}

/** What cannot be confirmed, since the stage would not start with it, or it would be another provider. */
function refusal(policy: WatchedPolicy, stage: WatchedStage, after: ReadMetadata, { changes }: Difference) {
  if (changes.includes("entity-changed")) {
    return "names another entityID: that is another provider; if it is meant, put the metadata into the trust directory and deploy";
  }
  return misfits({ ...policy, ...after.metadata }, stage)[0];
}

function judge(
  policy: WatchedPolicy,
  { stage, origin }: ProviderWatch,
  current: CurrentMetadata,
  document: string,
): Judged | null {
  let after: ReadMetadata;
  try {
    after = parseIdentityProviderMetadata("the published metadata", document, origin.occurredAt);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problem = error.faults[0]?.problem ?? "it cannot be read";
    const proposal = fileHash(current.deployedHash, problem);
    return { outcome: "refused", problem, proposal, changes: ["unreadable"], ...NO_KEYS };
  }
  const difference = compareMetadata(current.read, after);
  if (difference.changes.length === 0) return null;
  const refused = refusal(policy, stage, after, difference);
  const { trustMetadataRollover: trustRollover } = policy;
  const waits = changesToConfirm(current.read, after, difference, { now: origin.occurredAt, trustRollover });
  const proposal = proposalOf(current.read, after, waits);
  if (refused !== undefined) return { ...difference, outcome: "refused", problem: refused, proposal };
  if (waits.length === 0) return { ...difference, outcome: "applied", problem: null, proposal };
  return { ...difference, outcome: "awaiting-confirmation", problem: waiting(policy.id, waits), proposal };
}

/** Metadata that waits, and yet holds every key that counts: so these stay good for as long as it says, while it waits. */
async function vouch({ table, origin }: ProviderWatch, id: string, current: CurrentMetadata, document: string) {
  if (current.read.validUntil === null) return;
  const after = parseIdentityProviderMetadata("the published metadata", document, origin.occurredAt);
  const { changes, removed } = compareMetadata(current.read, after);
  if (changes.includes("entity-changed") || removed.length > 0) return;
  const { accepted, deployedHash } = current;
  const kept = {
    foundedOn: deployedHash,
    document: current.document,
    acceptedAt: current.isAccepted && accepted ? accepted.value.acceptedAt : origin.occurredAt.toISOString(),
    acceptedBy: current.isAccepted && accepted ? accepted.value.acceptedBy : null,
    vouchedUntil: (after.validUntil ?? new Date(origin.occurredAt.getTime() + 7 * 86_400_000)).toISOString(),
  };
  await writeItem(table, metadataKey(id), kept, { over: accepted, writer: origin.attemptId });
}

/**
 * One look at a provider's metadataUrl.
 * @throws MetadataUnreachable; ChangedMeanwhile where a confirmation came between: the next run sees what it did
 */
export async function watchProvider(watch: ProviderWatch, policy: WatchedPolicy): Promise<WatchOutcome> {
  const { table, trustDirectory, origin } = watch;
  const { id, metadataUrl: location } = policy;
  if (location === undefined) return "unchanged";
  const current = await currentMetadata(table, policy, trustDirectory);
  const document = await watch.fetch(location);
  const judged = judge(policy, watch, current, document);
  const known = await readItem(table, candidateKey(id), candidateItem);
  if (!judged) {
    if (known) await removeItem(table, candidateKey(id), known.revision);
    return "unchanged";
  }
  const { outcome, problem, proposal, ...difference } = judged;
  const change: ChangeToTell = {
    ...difference,
    identityProviderId: id,
    entityId: current.read.metadata.entityId,
    source: { kind: "url", location },
    outcome,
    documentHash: { before: fileHash(current.document), after: fileHash(document) },
    problem,
    confirmedBy: null,
  };
  const seenAt = origin.occurredAt.toISOString();
  if (outcome === "applied") {
    const item = { foundedOn: current.deployedHash, document, acceptedAt: seenAt, acceptedBy: null };
    const event = metadataChangedEvent(change, origin);
    const how = { over: current.accepted, writer: origin.attemptId, event };
    if (!(await writeItem(table, metadataKey(id), item, how))) throw new ChangedMeanwhile(id);
    if (known) await removeItem(table, candidateKey(id), known.revision);
    return outcome;
  }
  if (outcome === "awaiting-confirmation") await vouch(watch, id, current, document);
  const { changes } = difference;
  const said = { outcome, proposal, changes, problem, location, seenAt };
  const item = { ...said, document, documentHash: fileHash(document), basis: fileHash(current.document) };
  // Said once for what it says: the same proposal is only kept fresh.
  const isNew = known?.value.proposal !== proposal || known.value.outcome !== outcome;
  const event = isNew ? metadataChangedEvent(change, origin) : undefined;
  const how = { over: known, writer: origin.attemptId, event };
  if (!(await writeItem(table, candidateKey(id), item, how))) throw new ChangedMeanwhile(id);
  return outcome;
}
