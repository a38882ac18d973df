import type { Configuration } from "../../lib/config/configuration.ts";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import { environment } from "./environment.ts";

/**
 * The configuration of the stage this function runs in.
 * @throws Error where the environment or the configuration is not right: then the function does not start.
 */
export function loadStage(): Promise<Configuration> {
  const { CONFIG_FILE, TRUST_DIRECTORY, BASE_URL } = environment("CONFIG_FILE", "TRUST_DIRECTORY", "BASE_URL");
  return loadConfiguration({ file: CONFIG_FILE, trustDirectory: TRUST_DIRECTORY, baseUrl: BASE_URL });
}
