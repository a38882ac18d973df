/** An assertion as both readings agreed on it (saml-core-2.0 §2). Instants are texts as they stood there. */
import type { InspectedIssuer } from "../inspected.ts";

export interface NameId {
  readonly value: string;
  readonly format: string | null;
  readonly nameQualifier: string | null;
  readonly spNameQualifier: string | null;
}

export interface SubjectConfirmation {
  readonly method: string;
  /** SubjectConfirmationData, where there is one. */
  readonly data: {
    readonly recipient: string | null;
    readonly inResponseTo: string | null;
    readonly notBefore: string | null;
    readonly notOnOrAfter: string | null;
  } | null;
}

export interface Conditions {
  readonly notBefore: string | null;
  readonly notOnOrAfter: string | null;
  /** One list of audiences for each AudienceRestriction: all restrictions must hold, one audience of each is enough. */
  readonly audienceRestrictions: readonly (readonly string[])[];
  /** Names of conditions that are none of those understood: with one of them the assertion's validity is unknown. */
  readonly unknown: readonly string[];
}

export interface AuthnStatement {
  readonly authnInstant: string;
  readonly sessionNotOnOrAfter: string | null;
  readonly contextClass: string | null;
}

export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
}

export interface Assertion {
  readonly id: string;
  readonly version: string;
  readonly issuer: InspectedIssuer | null;
  readonly nameId: NameId | null;
  /** The EncryptedID element as text, where the NameID is encrypted. */
  readonly encryptedId: string | null;
  readonly subjectConfirmations: readonly SubjectConfirmation[];
  readonly conditions: Conditions | null;
  readonly authnStatements: readonly AuthnStatement[];
  /** Merged by name, in the order of the first occurrence. */
  readonly attributes: readonly Attribute[];
}
