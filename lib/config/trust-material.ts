/** Joins each identity provider's policy with the metadata it names, and checks that the two fit. */
import { join } from "node:path";
import type { IdentityProvider } from "./configuration.ts";
import { ConfigurationError, type ConfigurationFault, collectFaults } from "./configuration-error.ts";
import {
  type IdentityProviderMetadata,
  parseIdentityProviderMetadata,
  readMetadataFile,
} from "./identity-provider-metadata.ts";
import { readOwnCertificate } from "./own-certificates.ts";
import type { IdentityProviderPolicy, StageFile } from "./schema.ts";
import { found } from "./schema-faults.ts";
import { fileHash, publishedCertificates, type TrustOverlay } from "./trust-overlay.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface TrustMaterial {
  readonly identityProviders: readonly IdentityProvider[];
  readonly signingCertificate: string | null;
  readonly furtherSigningCertificates: readonly string[];
  readonly decryptionCertificates: readonly string[];
}

export interface TrustSources {
  readonly trustDirectory: string;
  /** The instant that metadata must still be valid at, or null where nothing is trusted that it says. */
  readonly validAt: Date | null;
  /** What was accepted since the deployment. */
  readonly overlay?: TrustOverlay | undefined;
  /** Told where accepted metadata cannot be used any more, and the deployed file takes its place. */
  readonly onSetAside?: ((identityProviderId: string, error: ConfigurationError) => void) | undefined;
}

/** What keeps people from signing in though the metadata can be read. */
export function misfits(
  provider: Pick<IdentityProvider, "metadata" | "mayStartLogin" | "singleSignOnUrl" | "wantAuthnRequestsSigned">,
  stage: { readonly serviceProvider: { readonly signingCertificate?: string | null | undefined } },
): string[] {
  const problems: string[] = [];
  if (provider.singleSignOnUrl === null && !provider.mayStartLogin) {
    problems.push(
      `expected a SingleSignOnService for HTTP-Redirect in ${provider.metadata}, or mayStartLogin: true; without either nobody can sign in`,
    );
  }
  const signs = typeof stage.serviceProvider.signingCertificate === "string";
  if (provider.singleSignOnUrl !== null && provider.wantAuthnRequestsSigned && !signs) {
    problems.push(`expected serviceProvider.signingCertificate, since ${provider.metadata} wants signed AuthnRequests`);
  }
  return problems;
}

/** The metadata that counts: what was accepted since, where it followed the deployed file and can still be used. */
function readMetadata(policy: IdentityProviderPolicy, sources: TrustSources): IdentityProviderMetadata {
  const { trustDirectory, validAt, overlay, onSetAside } = sources;
  const file = join(trustDirectory, policy.metadata);
  const deployed = readMetadataFile(file);
  const accepted = overlay?.metadata.get(policy.id);
  if (accepted !== undefined && accepted.foundedOn === fileHash(deployed)) {
    const vouched = validAt !== null && accepted.vouchedUntil != null && new Date(accepted.vouchedUntil) > validAt;
    try {
      const named = `${file} as accepted since`;
      return parseIdentityProviderMetadata(named, accepted.document, vouched ? null : validAt).metadata;
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      onSetAside?.(policy.id, error);
    }
  }
  return parseIdentityProviderMetadata(file, deployed, validAt).metadata;
}

function readProvider(
  source: YamlSource,
  index: number,
  policy: IdentityProviderPolicy,
  stage: StageFile,
  sources: TrustSources,
): IdentityProvider {
  const provider = { ...policy, ...readMetadata(policy, sources) };
  const faults = misfits(provider, stage).map((problem) => source.fault(["identityProviders", index], problem));
  if (faults.length > 0) throw new ConfigurationError(faults);
  return provider;
}

/** The same entity twice would leave it to chance whose policy applies. */
function sameEntities(source: YamlSource, providers: readonly (IdentityProvider | undefined)[]): ConfigurationFault[] {
  return providers.flatMap((provider, index) => {
    const first = providers.findIndex((other) => other !== undefined && other.entityId === provider?.entityId);
    if (provider === undefined || first === index) return [];
    const problem = `expected a provider of its own, found the entityID ${found(provider.entityId)} of identityProviders[${first}]`;
    return [source.fault(["identityProviders", index, "metadata"], problem)];
  });
}

/**
 * Reads every file of the trust directory that the stage file names.
 * @throws ConfigurationError with the faults of all of them.
 */
export function readTrustMaterial(source: YamlSource, stage: StageFile, sources: TrustSources): TrustMaterial {
  const faults: ConfigurationFault[] = [];
  const { trustDirectory, overlay } = sources;
  const { signingCertificate, decryptionCertificates } = stage.serviceProvider;
  const own = (names: readonly string[], purpose: "signing" | "decryption") => {
    const read = names.map((name) => collectFaults(faults, () => readOwnCertificate(trustDirectory, name, purpose)));
    const deployed = read.filter((certificate) => certificate !== undefined);
    return publishedCertificates(deployed, overlay?.own[purpose]);
  };
  const [signing = null, ...furtherSigning] = own(
    signingCertificate === undefined ? [] : [signingCertificate],
    "signing",
  );
  const decryption = own(decryptionCertificates, "decryption");
  const providers = stage.identityProviders.map((policy, index) =>
    collectFaults(faults, () => readProvider(source, index, policy, stage, sources)),
  );
  faults.push(...sameEntities(source, providers));
  if (faults.length > 0) throw new ConfigurationError(faults);
  return {
    identityProviders: providers.filter((provider) => provider !== undefined),
    signingCertificate: signing,
    furtherSigningCertificates: furtherSigning,
    decryptionCertificates: decryption,
  };
}
