/** Rules on what the message is and on its one assertion (saml-bindings-2.0 §3.5, saml-profiles-2.0 §4.1.4.2). */
import type { XmlDocument, XmlElement } from "libxml2-wasm";
import { isElement } from "../xml/document.ts";
import { elementsNamed } from "../xml/named-elements.ts";
import type { Rule } from "./rule.ts";

/** By local name, so that a namespace which one parser sees differently hides none. */
function assertionsIn(document: XmlDocument): XmlElement[] {
  return [...elementsNamed(document, "Assertion"), ...elementsNamed(document, "EncryptedAssertion")];
}

/** A provider signs other things too: logout responses, artifacts, its metadata. None of them lets anybody in. */
export const rootElement: Rule = {
  name: "root-element",
  tree({ kind, root }, refuse) {
    if (kind === "message" && !isElement(root, "p", "Response"))
      throw refuse("malformed", { problem: "not-a-response", found: root.name, expected: "Response" });
    if (kind === "decrypted-assertion" && !isElement(root, "a", "Assertion"))
      throw refuse("signature-structure", { problem: "not-an-assertion", found: root.name, expected: "Assertion" });
  },
};

/** Two assertions are one for the verifier and another for the reader: the root of signature wrapping. */
export const oneAssertion: Rule = {
  name: "one-assertion",
  tree({ document }, refuse) {
    const count = assertionsIn(document).length;
    if (count > 1) throw refuse("signature-structure", { problem: "several-assertions", found: String(count) });
  },
};

export const assertionNamespace: Rule = {
  name: "assertion-namespace",
  tree({ document }, refuse) {
    for (const found of assertionsIn(document))
      if (!isElement(found, "a", found.name))
        throw refuse("signature-structure", { problem: "assertion-namespace", found: found.namespaceUri });
  },
};

/** Directly under Response, or the decrypted document itself. */
export const assertionPlace: Rule = {
  name: "assertion-place",
  tree({ kind, document, root }, refuse) {
    for (const found of assertionsIn(document)) {
      const inPlace = kind === "message" ? found.parent?.isSameNode(root) : found.isSameNode(root);
      if (!inPlace) throw refuse("signature-structure", { problem: "misplaced-assertion" });
    }
  },
};
