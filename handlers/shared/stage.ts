import type { Configuration } from "../../lib/config/configuration.ts";
import { type ConfigurationSources, loadConfiguration } from "../../lib/config/load-configuration.ts";
import { environment } from "./environment.ts";

/**
 * The configuration of the stage this function runs in. Without more, a provider's metadata is taken though its validUntil has
 * passed: only who verifies by its keys must care, and everything else must go on.
 * @throws Error where the environment or the configuration is not right: then the function does not start.
 */
export function loadStage(
  sources: Pick<ConfigurationSources, "now" | "overlay" | "onSetAside" | "outdatedMetadata"> = {
    outdatedMetadata: true,
  },
): Promise<Configuration> {
  const { CONFIG_FILE, TRUST_DIRECTORY, BASE_URL } = environment("CONFIG_FILE", "TRUST_DIRECTORY", "BASE_URL");
  return loadConfiguration({ ...sources, file: CONFIG_FILE, trustDirectory: TRUST_DIRECTORY, baseUrl: BASE_URL });
}
