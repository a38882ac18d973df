/** Joins each identity provider's policy with the metadata it names, and checks that the two fit. */
import { join } from "node:path";
import type { IdentityProvider } from "./configuration.ts";
import { ConfigurationError, type ConfigurationFault, collectFaults } from "./configuration-error.ts";
import { readIdentityProviderMetadata } from "./identity-provider-metadata.ts";
import { readOwnCertificate } from "./own-certificates.ts";
import type { IdentityProviderPolicy, StageFile } from "./schema.ts";
import { found } from "./schema-faults.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface TrustMaterial {
  readonly identityProviders: readonly IdentityProvider[];
  readonly signingCertificate: string | null;
  readonly decryptionCertificates: readonly string[];
}

function misfits(provider: IdentityProvider, stage: StageFile): string[] {
  const problems: string[] = [];
  if (provider.singleSignOnUrl === null && !provider.mayStartLogin) {
    problems.push(
      `expected a SingleSignOnService for HTTP-Redirect in ${provider.metadata}, or mayStartLogin: true; without either nobody can sign in`,
    );
  }
  const signs = stage.serviceProvider.signingCertificate !== undefined;
  if (provider.singleSignOnUrl !== null && provider.wantAuthnRequestsSigned && !signs) {
    problems.push(`expected serviceProvider.signingCertificate, since ${provider.metadata} wants signed AuthnRequests`);
  }
  return problems;
}

function readProvider(
  source: YamlSource,
  index: number,
  policy: IdentityProviderPolicy,
  { trustDirectory, stage, now }: { trustDirectory: string; stage: StageFile; now: Date },
): IdentityProvider {
  const provider = { ...policy, ...readIdentityProviderMetadata(join(trustDirectory, policy.metadata), now) };
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
export function readTrustMaterial(
  source: YamlSource,
  stage: StageFile,
  trustDirectory: string,
  now: Date,
): TrustMaterial {
  const faults: ConfigurationFault[] = [];
  const { signingCertificate, decryptionCertificates } = stage.serviceProvider;
  const own = (name: string, purpose: "signing" | "decryption") =>
    collectFaults(faults, () => readOwnCertificate(trustDirectory, name, purpose));
  const signing = signingCertificate === undefined ? null : own(signingCertificate, "signing");
  const decryption = decryptionCertificates.map((name) => own(name, "decryption"));
  const providers = stage.identityProviders.map((policy, index) =>
    collectFaults(faults, () => readProvider(source, index, policy, { trustDirectory, stage, now })),
  );
  faults.push(...sameEntities(source, providers));
  if (faults.length > 0) throw new ConfigurationError(faults);
  return {
    identityProviders: providers.filter((provider) => provider !== undefined),
    signingCertificate: signing ?? null,
    decryptionCertificates: decryption.filter((certificate) => certificate !== undefined),
  };
}
