/** Loads one stage's configuration: the stage file, its role mappings and the trust material it names, all or nothing. */
import { type BaseUrlSources, resolveBaseUrl } from "./base-url.ts";
import type { Configuration } from "./configuration.ts";
import { ConfigurationError, collectFaults } from "./configuration-error.ts";
import { stageFaults } from "./cross-checks.ts";
import { type MappingFile, readMappingFile } from "./mapping-file.ts";
import { type StageFile, stageSchema } from "./schema.ts";
import { fitToSchema } from "./schema-faults.ts";
import { readTrustMaterial, type TrustSources } from "./trust-material.ts";
import { readYaml } from "./yaml-source.ts";

export interface ConfigurationSources
  extends BaseUrlSources,
    Pick<TrustSources, "trustDirectory" | "overlay" | "onSetAside"> {
  /** Path of the stage file. */
  readonly file: string;
  readonly now?: Date;
  /**
   * Metadata whose validUntil has passed is taken as well: for whom nothing depends on the keys in it. By default it must be
   * valid still.
   */
  readonly outdatedMetadata?: boolean;
}

/**
 * The stage file alone, checked by itself.
 * @throws ConfigurationError
 */
export function readStageFile(file: string): StageFile {
  return fitToSchema(readYaml(file, "the stage file"), stageSchema);
}

export interface ReadConfiguration {
  readonly configuration: Configuration;
  /** What it was made of. */
  readonly stage: StageFile;
  readonly mappingFile: MappingFile;
}

/**
 * Reads and checks everything, for whoever also needs what it was made of.
 * @throws ConfigurationError that lists each fault: file, line, path, what was expected, what was found.
 */
export async function readConfiguration(sources: ConfigurationSources): Promise<ReadConfiguration> {
  const { file, now = new Date(), outdatedMetadata = false } = sources;
  const source = readYaml(file, "the stage file");
  const stage = fitToSchema(source, stageSchema);
  const address = resolveBaseUrl(source, stage, sources);
  const { baseUrl } = address;
  const faults = [...address.faults, ...stageFaults(source, stage, baseUrl)];
  const validAt = outdatedMetadata ? null : now;
  const mappingFile = collectFaults(faults, () => readMappingFile(file, stage, now));
  const trust = collectFaults(faults, () => readTrustMaterial(source, stage, { ...sources, validAt }));
  if (faults.length > 0 || !mappingFile || !trust) throw new ConfigurationError(faults);
  const { identityProviders, ...ownCertificates } = trust;
  const { entityId, nameIdFormat } = stage.serviceProvider;
  const configuration = {
    ...stage,
    serviceProvider: {
      entityId,
      nameIdFormat,
      acsUrl: `${baseUrl}/saml/acs`,
      baseUrl,
      ...ownCertificates,
    },
    identityProviders,
    roleMappings: mappingFile.mappings.map(({ definition }) => definition),
  };
  return { configuration, stage, mappingFile };
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
  return (await readConfiguration(sources)).configuration;
}
