/** What inspection found in a message, as plain data: the document itself is gone by then. Nothing here is verified yet. */

export type SignedElement = "response" | "assertion";

export interface InspectedSignature {
  readonly on: SignedElement;
  readonly signatureAlgorithm: string;
  readonly digestAlgorithm: string;
  /** PrefixList of the canonicalization of SignedInfo, and of the reference's transform. */
  readonly signedInfoPrefixes: readonly string[];
  readonly referencePrefixes: readonly string[];
  /** As they stood there, without white space. */
  readonly signatureValue: string;
  readonly digestValue: string;
  /** Certificates in KeyInfo: base64 of the DER, without white space. Never trusted, only compared. */
  readonly keyInfoCertificates: readonly string[];
}

export interface InspectedIssuer {
  readonly value: string;
  readonly format: string | null;
}

export interface InspectedStatus {
  readonly code: string;
  readonly subCode: string | null;
  readonly message: string | null;
}

export interface InspectedResponse {
  readonly id: string;
  readonly version: string;
  readonly issueInstant: string;
  readonly destination: string | null;
  readonly inResponseTo: string | null;
  readonly issuer: InspectedIssuer | null;
  readonly status: InspectedStatus | null;
  readonly assertion: "plain" | "encrypted" | null;
  /** Of a plain assertion: what it claims. */
  readonly assertionId: string | null;
  readonly assertionIssuer: InspectedIssuer | null;
  readonly signatures: readonly InspectedSignature[];
}

/** A decrypted assertion, inspected as the new document it is. */
export interface InspectedAssertion {
  readonly id: string;
  readonly issuer: InspectedIssuer | null;
  readonly signatures: readonly InspectedSignature[];
}
