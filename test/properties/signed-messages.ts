/** The genuine messages that the properties change, as trees. */
import { exclusiveC14n } from "../../lib/saml/xml/canonicalize.ts";
import { element, withDocument } from "../../lib/saml/xml/document.ts";
import { buildResponse, type ResponseOptions } from "../fixtures/saml-response.ts";
import { elementsOf, isElement, parseTree, type TreeElement } from "./tree.ts";

export type Signed = "response" | "assertion";

/** A person with an attribute of each kind that providers send. */
const options: ResponseOptions = {
  style: { extraNamespaces: { xs: "http://www.w3.org/2001/XMLSchema" } },
  change: (draft) => {
    const named = (name: string, style: "plain" | "typed" | "nil" | "raw", values: string[]) =>
      draft.assertion?.attributes.push({ name, friendlyName: name, style, values });
    named("typed", "typed", ["one", "two"]);
    named("nothing", "nil", [""]);
    named("structured", "raw", ['<x:person xmlns:x="urn:x" x:id="7"><x:name>Ada</x:name></x:person>']);
    named("accented", "plain", ["Zoë & <Łukasz>", " spaces  inside "]);
  },
};

export const MESSAGES: Readonly<Record<Signed, string>> = {
  response: buildResponse({ ...options, sign: "response" }).xml,
  assertion: buildResponse({ ...options, sign: "assertion" }).xml,
};

export const treeOf = (signed: Signed): TreeElement => parseTree(MESSAGES[signed]);

const isAssertion = ({ name }: TreeElement) => name === "saml:Assertion";
const isSignature = ({ name }: TreeElement) => name === "ds:Signature";

function signedElement(root: TreeElement, signed: Signed): TreeElement {
  if (signed === "response") return root;
  return root.children.filter(isElement).find(isAssertion) ?? root;
}

/** What the signature covers: the signed element and all below it but its Signature. */
export function covered(root: TreeElement, signed: Signed): TreeElement[] {
  return elementsOf(signedElement(root, signed), (each) => !isSignature(each));
}

/** What it does not cover: all around the signed element, and the Signature itself. */
export function uncovered(root: TreeElement, signed: Signed): TreeElement[] {
  const inside = new Set(covered(root, signed));
  return elementsOf(root).filter((each) => !inside.has(each));
}

/** The canonical bytes under the signature, by libxml2; `null` where there is nothing of the kind. */
export function canonicalBytes(xml: string, signed: Signed): string | null {
  try {
    return withDocument(xml, ({ root }) => {
      const found = signed === "response" ? root : element(root, "./a:Assertion");
      if (!found) return null;
      element(found, "./ds:Signature")?.remove();
      return exclusiveC14n(found);
    });
  } catch {
    return null;
  }
}
