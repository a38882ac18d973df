/** Reads an assertion from the canonical bytes that both readings agreed on, and from nothing else. */
import type { XmlElement } from "libxml2-wasm";
import { readIssuer } from "../inspection/inspect-response.ts";
import { exclusiveC14n } from "../xml/canonicalize.ts";
import { attribute, contentOf, element, elements, isElement, withDocument } from "../xml/document.ts";
import { trimSpace } from "../xml/white-space.ts";
import type { Assertion, Attribute, AuthnStatement, Conditions, NameId, SubjectConfirmation } from "./assertion.ts";

export function readNameId(node: XmlElement): NameId {
  return {
    value: contentOf(node),
    format: attribute(node, "Format"),
    nameQualifier: attribute(node, "NameQualifier"),
    spNameQualifier: attribute(node, "SPNameQualifier"),
  };
}

function readConfirmation(node: XmlElement): SubjectConfirmation {
  const data = element(node, "./a:SubjectConfirmationData");
  return {
    method: attribute(node, "Method") ?? "",
    data: data && {
      recipient: attribute(data, "Recipient"),
      inResponseTo: attribute(data, "InResponseTo"),
      notBefore: attribute(data, "NotBefore"),
      notOnOrAfter: attribute(data, "NotOnOrAfter"),
    },
  };
}

/** OneTimeUse holds for every assertion here: the replay guard. ProxyRestriction binds those who issue assertions of their own. */
const UNDERSTOOD = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];

function readConditions(node: XmlElement): Conditions {
  const all = elements(node, "./*");
  return {
    notBefore: attribute(node, "NotBefore"),
    notOnOrAfter: attribute(node, "NotOnOrAfter"),
    audienceRestrictions: elements(node, "./a:AudienceRestriction").map((restriction) =>
      elements(restriction, "./a:Audience").map((audience) => trimSpace(contentOf(audience))),
    ),
    unknown: all.filter((child) => !UNDERSTOOD.some((name) => isElement(child, "a", name))).map((child) => child.name),
  };
}

function readAuthnStatement(node: XmlElement): AuthnStatement {
  const contextClass = element(node, "./a:AuthnContext/a:AuthnContextClassRef");
  return {
    authnInstant: attribute(node, "AuthnInstant") ?? "",
    sessionNotOnOrAfter: attribute(node, "SessionNotOnOrAfter"),
    contextClass: contextClass && trimSpace(contentOf(contextClass)),
  };
}

/** Repeated Attribute names are merged: Keycloak sends one Attribute for each role. */
function readAttributes(assertion: XmlElement): Attribute[] {
  const merged = new Map<string, string[]>();
  for (const node of elements(assertion, "./a:AttributeStatement/a:Attribute")) {
    const name = attribute(node, "Name") ?? "";
    const values = merged.get(name) ?? [];
    for (const value of elements(node, "./a:AttributeValue")) values.push(contentOf(value));
    merged.set(name, values);
  }
  return [...merged].map(([name, values]) => ({ name, values }));
}

/** @param canonical exclusive C14N of the assertion, without its Signature */
export function readAssertion(canonical: string): Assertion {
  return withDocument(canonical, (document) => {
    const root = document.root;
    const nameId = element(root, "./a:Subject/a:NameID");
    const encryptedId = element(root, "./a:Subject/a:EncryptedID");
    const conditions = element(root, "./a:Conditions");
    return {
      id: attribute(root, "ID") ?? "",
      version: attribute(root, "Version") ?? "",
      issuer: readIssuer(root),
      nameId: nameId && readNameId(nameId),
      encryptedId: encryptedId && exclusiveC14n(encryptedId),
      subjectConfirmations: elements(root, "./a:Subject/a:SubjectConfirmation").map(readConfirmation),
      conditions: conditions && readConditions(conditions),
      authnStatements: elements(root, "./a:AuthnStatement").map(readAuthnStatement),
      attributes: readAttributes(root),
    };
  });
}
