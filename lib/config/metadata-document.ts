/**
 * Opens a SAML metadata file and finds the one identity provider in it. samlify would take what it finds: several
 * entities, a service provider's keys, a document type. Whatever it is given later has passed here first.
 */
import { ParseOption, XmlC14NMode, XmlDocument, XmlElement, XmlParseError } from "libxml2-wasm";
import { printable } from "../events/printable.ts";
import { ConfigurationError } from "./configuration-error.ts";

const NAMESPACES = {
  md: "urn:oasis:names:tc:SAML:2.0:metadata",
  ds: "http://www.w3.org/2000/09/xmldsig#",
};

const SAML_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";

export interface MetadataDocument {
  /** The EntityDescriptor on its own, canonicalized: what samlify is given to read. */
  readonly entityXml: string;
  /** The IDPSSODescriptor's elements by XPath, with the prefixes `md` and `ds`. */
  find(xpath: string): readonly XmlElement[];
  wantsSignedRequests: boolean;
  /** The earliest validUntil, or null where there is none. */
  readonly validUntil: Date | null;
  fault(element: XmlElement | undefined, problem: string): ConfigurationError;
}

function elements(from: XmlElement, xpath: string): XmlElement[] {
  return from.find(xpath, NAMESPACES).filter((node) => node instanceof XmlElement);
}

function parse(file: string, text: string): XmlDocument {
  const fault = (problem: string, line?: number) => new ConfigurationError([{ file, line, problem }]);
  const doctype = text.search(/<!DOCTYPE/i);
  if (doctype >= 0) {
    const line = text.slice(0, doctype).split("\n").length;
    throw fault("expected no DOCTYPE, found one: SAML metadata needs none; download the file again", line);
  }
  try {
    return XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NONET });
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error;
    const [first] = error.details;
    const what = printable(first?.message.trim() ?? "unreadable", 120);
    throw fault(`expected SAML metadata, found no well-formed XML (${what}): download the file again`, first?.line);
  }
}

/**
 * Refuses what has run out: metadata is not to be used after its validUntil (saml-metadata-2.0 §2.3.2, §2.4.1).
 * @returns the element's validUntil
 */
function checkValidity(element: XmlElement, now: Date | null, fault: MetadataDocument["fault"]): Date | null {
  const value = element.attr("validUntil")?.value;
  if (value === undefined) return null;
  const until = new Date(value);
  if (Number.isNaN(until.getTime())) {
    throw fault(element, `expected a date and time in validUntil, found ${printable(value, 60)}`);
  }
  if (now !== null && until <= now) {
    throw fault(
      element,
      `expected current metadata, found validUntil ${printable(value, 60)}: download the file again`,
    );
  }
  return until;
}

const earliest = (dates: readonly (Date | null)[]): Date | null =>
  dates.reduce((first, date) => (first === null || (date !== null && date < first) ? date : first), null);

/** @throws ConfigurationError unless the file holds exactly one entity with exactly one SAML 2.0 identity provider. */
function theIdentityProvider(root: XmlElement, fault: MetadataDocument["fault"]): [XmlElement, XmlElement] {
  const entities = elements(root, "self::md:EntityDescriptor | self::md:EntitiesDescriptor//md:EntityDescriptor");
  const [entity] = entities;
  if (!entity) throw fault(root, `expected SAML metadata with an EntityDescriptor, found ${printable(root.name, 60)}`);
  if (entities.length > 1) {
    throw fault(
      entities[1],
      `expected one EntityDescriptor, found ${entities.length}: keep the provider's own in a file`,
    );
  }
  const providers = elements(entity, "md:IDPSSODescriptor");
  const [provider] = providers;
  if (!provider) {
    throw fault(entity, "expected an IDPSSODescriptor, found none: this is not an identity provider's metadata");
  }
  if (providers.length > 1) {
    throw fault(providers[1], `expected one IDPSSODescriptor, found ${providers.length}: keep the one for SAML 2.0`);
  }
  const protocols = provider.attr("protocolSupportEnumeration")?.value.split(/\s+/) ?? [];
  if (!protocols.includes(SAML_PROTOCOL)) {
    throw fault(
      provider,
      `expected protocolSupportEnumeration to list ${SAML_PROTOCOL}: the provider must speak SAML 2.0`,
    );
  }
  return [entity, provider];
}

/** Relative namespace names are what canonicalization refuses (xml-c14n §1.3); nothing genuine has them. */
function canonical(element: XmlElement, fault: MetadataDocument["fault"]): string {
  try {
    return element.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  } catch {
    throw fault(element, "expected XML that can be canonicalized, found a namespace name that is no URI: remove it");
  }
}

/**
 * Reads the document, hands its one identity provider to `read`, and frees it.
 * @param now the instant its validUntil is held against, or null where nothing is trusted that it says
 * @throws ConfigurationError that names the line, what was expected and what to do.
 */
export function withMetadataDocument<Result>(
  file: string,
  text: string,
  now: Date | null,
  read: (document: MetadataDocument) => Result,
): Result {
  const document = parse(file, text);
  try {
    const fault: MetadataDocument["fault"] = (element, problem) =>
      new ConfigurationError([{ file, line: element?.line, problem }]);
    if (document.encoding && !/^(utf-8|us-ascii)$/i.test(document.encoding)) {
      throw fault(
        document.root,
        `expected UTF-8, found the encoding ${printable(document.encoding, 40)}: save it as UTF-8`,
      );
    }
    const [entity, provider] = theIdentityProvider(document.root, fault);
    const validUntil = earliest([document.root, entity, provider].map((each) => checkValidity(each, now, fault)));
    return read({
      entityXml: canonical(entity, fault),
      find: (xpath) => elements(provider, xpath),
      wantsSignedRequests: /^(true|1)$/.test(provider.attr("WantAuthnRequestsSigned")?.value.trim() ?? ""),
      validUntil,
      fault,
    });
  } finally {
    document.dispose();
  }
}
