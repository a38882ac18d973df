/** What changed between two readings of a provider's metadata, and which of it may be taken without asking. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../archive/canonical-json.ts";
import type { ReadMetadata } from "../config/identity-provider-metadata.ts";
import type { MetadataChange } from "./metadata-items.ts";

export interface Difference {
  readonly changes: readonly MetadataChange[];
  /** Fingerprints. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const fingerprints = ({ metadata }: ReadMetadata) => metadata.certificates.map(({ fingerprint }) => fingerprint);

const sayings = (read: ReadMetadata) => {
  const { entityId, singleSignOnUrl, wantAuthnRequestsSigned } = read.metadata;
  return { entityId, singleSignOnUrl, wantAuthnRequestsSigned, keys: [...fingerprints(read)].sort() };
};

/**
 * Identifies a proposal by what it would make of what, however the document is written down: many are signed anew, or valid for
 * one more day, at each fetch.
 */
export function proposalOf(before: ReadMetadata, after: ReadMetadata, changes: readonly MetadataChange[]): string {
  const proposal = { from: sayings(before), to: sayings(after), changes: [...changes] };
  return createHash("sha256").update(canonicalJson(proposal)).digest("hex");
}

export function compareMetadata(before: ReadMetadata, after: ReadMetadata): Difference {
  const [old, now] = [before.metadata, after.metadata];
  const added = fingerprints(after).filter((each) => !fingerprints(before).includes(each));
  const removed = fingerprints(before).filter((each) => !fingerprints(after).includes(each));
  const found: readonly (readonly [MetadataChange, boolean])[] = [
    ["entity-changed", old.entityId !== now.entityId],
    ["certificate-added", added.length > 0],
    ["certificate-removed", removed.length > 0],
    ["single-sign-on-changed", old.singleSignOnUrl !== now.singleSignOnUrl],
    ["requests-signed-changed", old.wantAuthnRequestsSigned !== now.wantAuthnRequestsSigned],
    ["validity-changed", before.validUntil?.getTime() !== after.validUntil?.getTime()],
  ];
  return { changes: found.filter(([, is]) => is).map(([change]) => change), added, removed };
}

/** Of what is trusted, nothing goes that is still good, while something good stays: nobody is locked out. */
function onlyOutlived(before: ReadMetadata, removed: readonly string[], now: Date): boolean {
  const { certificates } = before.metadata;
  const gone = certificates.filter(({ fingerprint }) => removed.includes(fingerprint));
  const staying = certificates.filter(({ fingerprint }) => !removed.includes(fingerprint));
  return gone.every(({ notAfter }) => notAfter < now) && staying.some(({ notAfter }) => notAfter > now);
}

const lastsLonger = (before: ReadMetadata, after: ReadMetadata): boolean =>
  after.validUntil === null || (before.validUntil !== null && after.validUntil > before.validUntil);

/**
 * The changes that wait for a person. What is left over neither locks anybody out nor widens whom we believe:
 * a document that is valid for longer, a certificate that ran out and is gone while a good one stays, and, where the stage
 * says trustMetadataRollover, a new certificate beside all of the old ones.
 */
export function changesToConfirm(
  before: ReadMetadata,
  after: ReadMetadata,
  { changes, added, removed }: Difference,
  { now, trustRollover }: { readonly now: Date; readonly trustRollover: boolean },
): readonly MetadataChange[] {
  return changes.filter((change) => {
    if (change === "certificate-added") return !(trustRollover && added.length === 1 && removed.length === 0);
    if (change === "certificate-removed") return !onlyOutlived(before, removed, now);
    if (change === "validity-changed") return !lastsLonger(before, after);
    return true;
  });
}
