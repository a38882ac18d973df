/** Loads one stage's configuration: the stage file, its role mappings and the trust material it names, all or nothing. */
import { dirname, isAbsolute, join } from "node:path";
import type { Configuration } from "./configuration.ts";
import { ConfigurationError, type ConfigurationFault, collectFaults } from "./configuration-error.ts";
import { mappingFaults, stageFaults } from "./cross-checks.ts";
import { type RoleMappingEntry, roleMappingsSchema, type StageFile, stageSchema } from "./schema.ts";
import { fitToSchema, found } from "./schema-faults.ts";
import { readTrustMaterial } from "./trust-material.ts";
import { addressProblem } from "./web-address.ts";
import { readYaml } from "./yaml-source.ts";

/** In place of a base URL that is faulty itself, so that the other faults come with it. */
const ANY_BASE_URL = "https://base-url.invalid";

export interface ConfigurationSources {
  /** Path of the stage file. */
  readonly file: string;
  readonly trustDirectory: string;
  /** Where the HTTP API is reached, an origin: https, or http on a loopback address. By default the stage file's own. */
  readonly baseUrl?: string;
  /** The instant that metadata must still be valid at. */
  readonly now?: Date;
}

function baseUrlFaults(baseUrl: string): ConfigurationFault[] {
  const fault = (problem: string) => [{ file: "base URL", problem: `${problem}, found ${found(baseUrl)}` }];
  const problem = addressProblem(baseUrl);
  if (problem) return fault(problem);
  const { origin } = new URL(baseUrl);
  return origin === baseUrl ? [] : fault(`expected an origin and nothing after it, ${origin}`);
}

function readMappings(stageFile: string, stage: StageFile): readonly RoleMappingEntry[] {
  const named = stage.roleMappings;
  const path = isAbsolute(named) ? named : join(dirname(stageFile), named);
  const source = readYaml(path, "the role mapping file");
  const { mappings } = fitToSchema(source, roleMappingsSchema);
  const faults = mappingFaults(source, mappings, stage);
  if (faults.length > 0) throw new ConfigurationError(faults);
  return mappings;
}

/**
 * Reads and checks everything, so that a fault stops the start and not a login.
 *
 * @example
 * const configuration = await loadConfiguration({ file: "config/local.yaml", trustDirectory: "config/trust", baseUrl });
 *
 * @throws ConfigurationError that lists each fault: file, line, path, what was expected, what was found.
 */
export async function loadConfiguration(sources: ConfigurationSources): Promise<Configuration> {
  const { file, trustDirectory, now = new Date() } = sources;
  const source = readYaml(file, "the stage file");
  const stage = fitToSchema(source, stageSchema);
  const baseUrl = sources.baseUrl ?? stage.baseUrl ?? "";
  const faults = baseUrlFaults(baseUrl);
  faults.push(...stageFaults(source, stage, faults.length === 0 ? baseUrl : ANY_BASE_URL));
  const mappings = collectFaults(faults, () => readMappings(file, stage));
  const trust = collectFaults(faults, () => readTrustMaterial(source, stage, trustDirectory, now));
  if (faults.length > 0 || !mappings || !trust) throw new ConfigurationError(faults);
  const { signingCertificate, decryptionCertificates, identityProviders } = trust;
  const { entityId, nameIdFormat } = stage.serviceProvider;
  return {
    ...stage,
    serviceProvider: {
      entityId,
      nameIdFormat,
      acsUrl: `${baseUrl}/saml/acs`,
      baseUrl,
      signingCertificate,
      decryptionCertificates,
    },
    identityProviders,
    roleMappings: mappings,
  };
}
