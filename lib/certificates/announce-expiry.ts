/** Says that a certificate runs out, once for each threshold that is crossed. */
import { certificateExpiring, EXPIRY_THRESHOLDS } from "../events/certificate-expiring.ts";
import { createEvent, type EventOrigin } from "../events/create-event.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import type { KnownCertificate } from "./inventory.ts";
import { writeItem } from "./trust-table.ts";

const DAY = 86_400_000;

/** The nearest threshold that is crossed, or undefined where the end is further away than all of them. */
function thresholdOf({ notAfter }: Pick<KnownCertificate, "notAfter">, now: Date) {
  const left = (notAfter.getTime() - now.getTime()) / DAY;
  return EXPIRY_THRESHOLDS.filter((days) => left <= days).at(-1);
}

/** What to do about a certificate that runs out. */
export function remedyOf({ identityProviderId, use, replaced }: KnownCertificate, watched: boolean): string {
  if (identityProviderId === null) {
    return replaced
      ? `another ${use} certificate follows it: go on with samltrail certificates rotate --purpose ${use}`
      : `roll it: samltrail certificates rotate --purpose ${use}`;
  }
  if (replaced)
    return "another certificate of the provider lasts longer: see that the provider signs with that one before this one ends";
  return watched
    ? `ask the provider to publish its next certificate, then run samltrail certificates confirm ${identityProviderId}`
    : "ask the provider for metadata that holds its next certificate beside this one, put it into the trust directory and deploy, before the provider signs with it";
}

export interface Announcing {
  readonly table: LedgerTable;
  readonly origin: EventOrigin;
  /** Whether the provider's metadata is watched at its URL. */
  readonly isWatched: (identityProviderId: string) => boolean;
}

/** Leaves a Certificate Expiring in the table for each crossed threshold that none was left for, to be told by `tellUntold`. */
export async function announceExpiry(
  { table, origin, isWatched }: Announcing,
  certificates: readonly KnownCertificate[],
): Promise<void> {
  for (const certificate of certificates) {
    const { identityProviderId, use, fingerprint, file, notAfter, daysLeft, replaced } = certificate;
    const threshold = thresholdOf(certificate, origin.occurredAt);
    if (threshold === undefined) continue;
    const owner = identityProviderId === null ? "service-provider" : `identity-provider/${identityProviderId}`;
    const event = createEvent(certificateExpiring, origin, {
      owner: identityProviderId === null ? "service-provider" : "identity-provider",
      identityProviderId,
      use,
      fingerprint,
      file,
      notAfter: notAfter.toISOString(),
      threshold,
      daysLeft,
      replaced,
      remedy: remedyOf(certificate, identityProviderId !== null && isWatched(identityProviderId)),
    });
    const pk = `told#${owner}#${use}#${fingerprint}#${threshold}`;
    await writeItem(
      table,
      pk,
      { at: origin.occurredAt.toISOString() },
      { over: null, writer: event.metadata.id, event },
    );
  }
}
