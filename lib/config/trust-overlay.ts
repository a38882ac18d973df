/**
 * What was accepted since the deployment: a provider's newer metadata, and own certificates that are being rolled. Each is
 * founded on a deployed file: once another is deployed, which somebody reviewed, that file is what counts again.
 */
import { createHash } from "node:crypto";

export interface AcceptedMetadata {
  /** `fileHash` of the deployed metadata that it followed. */
  readonly foundedOn: string;
  /** The metadata document. */
  readonly document: string;
  /** The provider has published the same keys since, among others, valid until then. */
  readonly vouchedUntil?: string | null | undefined;
}

export interface PublishedCertificates {
  /** `fileHash` of the deployed certificates that they followed. */
  readonly foundedOn: string;
  /** In PEM, at least one. */
  readonly certificates: readonly string[];
}

export type OwnPurpose = "signing" | "decryption";

export interface TrustOverlay {
  /** By the provider's id. */
  readonly metadata: ReadonlyMap<string, AcceptedMetadata>;
  readonly own: Readonly<Partial<Record<OwnPurpose, PublishedCertificates>>>;
}

/** SHA-256 (hex) of what was deployed: one file, or several in their order. */
export function fileHash(...texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex");
}

/** The certificates to publish: the deployed ones, unless others followed exactly these. */
export function publishedCertificates(
  deployed: readonly string[],
  followed: PublishedCertificates | undefined,
): readonly string[] {
  return followed !== undefined && followed.foundedOn === fileHash(...deployed) ? followed.certificates : deployed;
}
