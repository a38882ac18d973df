/** The stage's configuration with what was accepted since the deployment, read again every five minutes. */
import { setTimeout as delay } from "node:timers/promises";
import { type OverlayWanted, readOverlay, watchedProviders } from "../../lib/certificates/read-overlay.ts";
import type { Configuration } from "../../lib/config/configuration.ts";
import { readStageFile } from "../../lib/config/load-configuration.ts";
import type { OwnPurpose, TrustOverlay } from "../../lib/config/trust-overlay.ts";
import { documentClient } from "./clients/document-client.ts";
import { describeError } from "./describe-error.ts";
import { environment } from "./environment.ts";
import type { Door } from "./front-door.ts";
import { logger } from "./observability.ts";
import { loadStage } from "./stage.ts";

/** What is confirmed counts everywhere within this time. */
const KEPT_MILLISECONDS = 5 * 60_000;

/** After a read that failed. */
const RETRY_MILLISECONDS = 30_000;

/** A login waits no longer for newer trust than it takes, and has what was read before. */
const PATIENCE_MILLISECONDS = 250;

const NOTHING: TrustOverlay = { metadata: new Map(), own: {} };

export interface TrustedStage {
  /** The configuration as it counts at that instant. */
  current(now: Date): Promise<Configuration>;
}

interface InForce {
  readonly configuration: Configuration;
  readonly overlay: string;
}

const fingerprintOf = ({ metadata, own }: TrustOverlay) => JSON.stringify([[...metadata], own]);

export interface TrustedStageOptions {
  /** Whose own certificates the function publishes or signs for. */
  readonly own: readonly OwnPurpose[];
  /** As for `loadConfiguration`. */
  readonly outdatedMetadata?: boolean;
}

interface Build extends Pick<TrustedStageOptions, "outdatedMetadata"> {
  readonly overlay: TrustOverlay;
  readonly now: Date;
}

/** @throws ConfigurationError where the deployed configuration is not right, whatever was accepted since */
async function build({ overlay, now, outdatedMetadata = false }: Build): Promise<InForce> {
  const configuration = await loadStage({
    now,
    overlay,
    outdatedMetadata,
    onSetAside: (identityProvider, error) =>
      logger.error("accepted metadata set aside", { identityProvider, error: describeError(error) }),
  });
  return { configuration, overlay: fingerprintOf(overlay) };
}

/** Accepted trust that does not fit the rest must not keep the function from starting: the deployment was checked whole. */
async function buildOrFallBack(given: Build): Promise<InForce> {
  if (given.overlay === NOTHING) return build(given);
  try {
    return await build(given);
  } catch (error) {
    logger.error("accepted trust does not fit the stage", { error: describeError(error) });
    return { ...(await build({ ...given, overlay: NOTHING })), overlay: fingerprintOf(given.overlay) };
  }
}

/**
 * @throws Error where the environment or the configuration is not right: then the function does not start. A table that
 *   cannot be read is no such reason: then the deployed files count.
 */
export async function openTrustedStage(
  tableName: string,
  { own, outdatedMetadata = false }: TrustedStageOptions,
  now: Date,
): Promise<TrustedStage> {
  const { identityProviders } = readStageFile(environment("CONFIG_FILE").CONFIG_FILE);
  const wanted: OverlayWanted = { identityProviderIds: watchedProviders(identityProviders), own };
  const isConstant = wanted.identityProviderIds.length + own.length === 0;
  const table = { client: documentClient(), name: tableName };
  let readAgainAt = 0;

  async function read(at: Date): Promise<TrustOverlay | null> {
    try {
      const overlay = await readOverlay(table, wanted, at);
      readAgainAt = at.getTime() + KEPT_MILLISECONDS;
      return overlay;
    } catch (error) {
      readAgainAt = at.getTime() + RETRY_MILLISECONDS;
      logger.warn("accepted trust cannot be read", { error: describeError(error) });
      return null;
    }
  }

  const first = isConstant ? null : await read(now);
  let inForce = await buildOrFallBack({ overlay: first ?? NOTHING, now, outdatedMetadata });
  let refreshing: Promise<void> | undefined;

  async function refresh(at: Date): Promise<void> {
    try {
      const overlay = await read(at);
      if (overlay && fingerprintOf(overlay) !== inForce.overlay) {
        inForce = await buildOrFallBack({ overlay, now: at, outdatedMetadata });
      }
    } catch (error) {
      logger.error("the configuration could not be read again", { error: describeError(error) });
    } finally {
      refreshing = undefined;
    }
  }

  return {
    async current(at) {
      if (isConstant || at.getTime() < readAgainAt) return inForce.configuration;
      refreshing ??= refresh(at);
      const patience = new AbortController();
      const timeout = delay(PATIENCE_MILLISECONDS, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([refreshing, timeout]);
      patience.abort();
      return inForce.configuration;
    },
  };
}

/** A door that is given, at each visit, the configuration that counts by then. */
export function atTrustedStage<Parts extends { readonly configuration: Configuration }>(
  door: Door<Parts>,
): Door<Parts & { readonly stage: TrustedStage }> {
  return {
    ...door,
    serve: async (parts, visit) => door.serve({ ...parts, configuration: await parts.stage.current(visit.now) }, visit),
  };
}
