/** The configuration as the code uses it: the stage file joined with the trust material it names. */
import type { MappingDefinition } from "../roles/role-mapping.ts";
import type { IdentityProviderPolicy, StageFile } from "./schema.ts";

/** A signing certificate of an identity provider, used as a pinned key. */
export interface PinnedCertificate {
  readonly pem: string;
  /** SHA-256 over the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface IdentityProvider extends IdentityProviderPolicy {
  readonly entityId: string;
  /** At least one; order as in the metadata. */
  readonly certificates: readonly PinnedCertificate[];
  /** Where an AuthnRequest goes by HTTP-Redirect, or null where the provider offers no such binding. */
  readonly singleSignOnUrl: string | null;
  readonly wantAuthnRequestsSigned: boolean;
}

export interface ServiceProvider {
  readonly entityId: string;
  readonly nameIdFormat: string;
  /** The assertion consumer service: where responses are posted, and what Recipient and Destination must say. */
  readonly acsUrl: string;
  readonly baseUrl: string;
  readonly signingCertificate: string | null;
  /** Published beside it while one follows the other: AuthnRequests are signed with the key of any of them. */
  readonly furtherSigningCertificates: readonly string[];
  readonly decryptionCertificates: readonly string[];
}

export interface Configuration extends Omit<StageFile, "identityProviders" | "serviceProvider" | "roleMappings"> {
  readonly serviceProvider: ServiceProvider;
  readonly identityProviders: readonly IdentityProvider[];
  readonly roleMappings: readonly MappingDefinition[];
}
