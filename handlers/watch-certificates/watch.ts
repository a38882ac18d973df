/** The daily run: looks at what the providers publish, and says which certificates run out. */
import { announceExpiry } from "../../lib/certificates/announce-expiry.ts";
import { MetadataUnreachable } from "../../lib/certificates/fetch-metadata.ts";
import { type KnownCertificate, listCertificates } from "../../lib/certificates/inventory.ts";
import { watchedProviders } from "../../lib/certificates/read-overlay.ts";
import { type Telling, tellUntold } from "../../lib/certificates/tell-untold.ts";
import { ChangedMeanwhile } from "../../lib/certificates/trust-table.ts";
import { watchDeployed } from "../../lib/certificates/watch-deployed.ts";
import { type ProviderWatch, type WatchedPolicy, watchProvider } from "../../lib/certificates/watch-provider.ts";
import type { Configuration } from "../../lib/config/configuration.ts";
import { describeError } from "../shared/describe-error.ts";
import type { measure, measureBy } from "../shared/measure.ts";
import { logger } from "../shared/observability.ts";

export interface WatchParts extends Omit<ProviderWatch, "stage"> {
  readonly telling: Telling;
  /** As deployed: who is watched, and how. */
  readonly stage: ProviderWatch["stage"] & { readonly identityProviders: readonly WatchedPolicy[] };
  /** The configuration with what is accepted by then. */
  readonly configuration: () => Promise<Configuration>;
  readonly measure: typeof measure;
  readonly measureBy: typeof measureBy;
}

/** @returns what went wrong, where something did that is not the provider's doing */
async function watchOne(
  watch: ProviderWatch & Pick<WatchParts, "measureBy">,
  provider: WatchedPolicy,
): Promise<unknown> {
  const { id: identityProvider } = provider;
  try {
    const deployed = await watchDeployed(watch, provider);
    if (deployed === "applied") logger.info("metadata deployed", { identityProvider });
    const outcome = await watchProvider(watch, provider);
    const line = { identityProvider, outcome };
    if (outcome === "unchanged") logger.info("metadata looked at", line);
    else logger.warn("metadata changed", line);
    return undefined;
  } catch (error) {
    if (error instanceof MetadataUnreachable) {
      watch.measureBy("MetadataUnreachable", { identityProvider }, 1);
      logger.warn("metadata unreachable", { identityProvider, error: describeError(error) });
      return undefined;
    }
    if (error instanceof ChangedMeanwhile) {
      logger.info("metadata was confirmed meanwhile", { identityProvider });
      return undefined;
    }
    logger.error("metadata could not be looked at", { identityProvider, error: describeError(error) });
    return error;
  }
}

/** For each owner and purpose the days of the certificate that lasts longest: what alarms and dashboards look at. */
function measureDays(
  certificates: readonly KnownCertificate[],
  means: Pick<WatchParts, "measure" | "measureBy">,
): void {
  for (const { identityProviderId, use: purpose, daysLeft, replaced } of certificates) {
    if (replaced) continue;
    means.measure("CertificateDaysLeft", daysLeft);
    means.measureBy(
      "CertificateDaysLeft",
      { identityProvider: identityProviderId ?? "service-provider", purpose },
      daysLeft,
    );
  }
}

/**
 * Safe to run twice, also at once: what changes is written by compare-and-set, and each finding is said once.
 * @throws AggregateError where something failed that is not a provider's doing; everything else is done all the same
 */
export async function watchCertificates(parts: WatchParts): Promise<void> {
  const { configuration, telling, ...watch } = parts;
  // What an earlier run left: an item is not changed again before its event is recorded.
  await tellUntold(telling);
  const results = await Promise.all(watch.stage.identityProviders.map((each) => watchOne(watch, each)));
  const { identityProviders, serviceProvider } = await configuration();
  const certificates = listCertificates({ identityProviders, serviceProvider }, watch.origin.occurredAt);
  const watched = new Set(watchedProviders(identityProviders));
  const { table, origin } = watch;
  await announceExpiry({ table, origin, isWatched: (id) => watched.has(id) }, certificates);
  measureDays(certificates, watch);
  const told = await tellUntold(telling);
  logger.info("certificates looked at", { certificates: certificates.length, events: told.length });
  const failures = results.filter((failure) => failure !== undefined);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} providers could not be looked at`);
}
