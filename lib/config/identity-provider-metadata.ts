/** An identity provider's SAML metadata: samlify reads the entity, the certificates are taken one by one and checked. */
import { IdentityProvider as samlifyIdentityProvider } from "samlify";
import { printable } from "../events/printable.ts";
import { certificateFromBase64, UnusableCertificate } from "./certificate.ts";
import type { IdentityProvider, PinnedCertificate } from "./configuration.ts";
import { type MetadataDocument, withMetadataDocument } from "./metadata-document.ts";
import { readBoundedFile } from "./read-bounded-file.ts";
import { addressProblem } from "./web-address.ts";

/** Of a metadata document, wherever it comes from. */
export const MAXIMUM_METADATA_BYTES = 256 * 1024;
const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/** A KeyDescriptor for signing, or for no use in particular (saml-metadata-2.0 §2.4.1.1). */
const SIGNING_KEY = "md:KeyDescriptor[not(@use) or @use='signing']";

export type IdentityProviderMetadata = Pick<
  IdentityProvider,
  "entityId" | "certificates" | "singleSignOnUrl" | "wantAuthnRequestsSigned"
>;

/** samlify would take an encryption certificate, or the one in the message, where there is no other: this does not. */
function signingCertificates(document: MetadataDocument): readonly PinnedCertificate[] {
  const [chain] = document.find(`${SIGNING_KEY}[count(.//ds:X509Certificate) > 1]`);
  if (chain)
    throw document.fault(chain, "expected one certificate in a KeyDescriptor, found several: give each its own");
  const found = document.find(`${SIGNING_KEY}/ds:KeyInfo/ds:X509Data/ds:X509Certificate`);
  if (found.length === 0) {
    throw document.fault(
      document.find(".")[0],
      "expected a KeyDescriptor for signing with an X509Certificate, found none: add the provider's signing certificate",
    );
  }
  const byFingerprint = new Map<string, PinnedCertificate>();
  for (const element of found) {
    try {
      const certificate = certificateFromBase64(element.content);
      byFingerprint.set(certificate.fingerprint, certificate);
    } catch (error) {
      throw error instanceof UnusableCertificate ? document.fault(element, error.message) : error;
    }
  }
  return [...byFingerprint.values()];
}

function singleSignOnUrl(document: MetadataDocument, read: unknown): string | null {
  const services = document.find(`md:SingleSignOnService[@Binding='${REDIRECT}']`);
  if (services.length > 1) {
    throw document.fault(services[1], "expected one SingleSignOnService for HTTP-Redirect, found several: keep one");
  }
  if (services.length === 0) return null;
  const url = typeof read === "string" ? read : "";
  const problem = addressProblem(url);
  if (problem)
    throw document.fault(services[0], `${problem} as SingleSignOnService Location, found ${printable(url, 120)}`);
  return url;
}

function entityIdOf(document: MetadataDocument, read: unknown): string {
  if (typeof read === "string" && read.length <= 1024 && read !== "" && read.trim() === read) return read;
  throw document.fault(document.find("..")[0], "expected an entityID of 1 to 1024 characters without spaces around it");
}

export interface ReadMetadata {
  readonly metadata: IdentityProviderMetadata;
  /** Null where it does not say. */
  readonly validUntil: Date | null;
}

/**
 * What a metadata document says of its identity provider.
 * @param file named in errors
 * @param now the instant its validUntil is held against, or null where nothing is trusted that it says
 * @throws ConfigurationError that names the line, what was expected and what to do.
 */
export function parseIdentityProviderMetadata(file: string, text: string, now: Date | null): ReadMetadata {
  return withMetadataDocument(file, text, now, (document) => {
    const { entityMeta } = samlifyIdentityProvider({ metadata: document.entityXml });
    const metadata = {
      entityId: entityIdOf(document, entityMeta.getEntityID()),
      certificates: signingCertificates(document),
      singleSignOnUrl: singleSignOnUrl(document, entityMeta.getSingleSignOnService("redirect")),
      wantAuthnRequestsSigned: document.wantsSignedRequests,
    };
    return { metadata, validUntil: document.validUntil };
  });
}

/**
 * Reads a metadata file of at most 256 KiB.
 * @throws ConfigurationError where it cannot be read
 */
export function readMetadataFile(file: string): string {
  return readBoundedFile(file, MAXIMUM_METADATA_BYTES, "SAML metadata");
}
