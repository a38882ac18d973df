/** Rules on where signatures and their parts stand: under the element that they sign, and nowhere else (saml-core-2.0 §5.4). */
import { elements, isElement } from "../xml/document.ts";
import { elementsNamed } from "../xml/named-elements.ts";
import type { Rule } from "./rule.ts";

const OWN_SIGNATURES = "./*[local-name()='Signature']";

export const oneSignatureEach: Rule = {
  name: "one-signature-each",
  tree({ places }, refuse) {
    for (const { on, element } of places)
      if (elements(element, OWN_SIGNATURES).length > 1)
        throw refuse("signature-structure", { problem: "several-signatures", found: on });
  },
};

/** By local name first: what only looks like a signature is as bad as one too many. */
export const signatureNamespace: Rule = {
  name: "signature-namespace",
  tree({ places }, refuse) {
    for (const { element } of places)
      for (const signature of elements(element, OWN_SIGNATURES))
        if (!isElement(signature, "ds", "Signature"))
          throw refuse("signature-structure", { problem: "signature-namespace", found: signature.namespaceUri });
  },
};

export const signaturePlace: Rule = {
  name: "signature-place",
  tree({ document, places }, refuse) {
    for (const signature of elementsNamed(document, "Signature"))
      if (!places.some(({ element }) => signature.parent?.isSameNode(element)))
        throw refuse("signature-structure", { problem: "misplaced-signature" });
  },
};

/** Verifiers look these up by name, some of them anywhere below the Signature or even in the whole document. */
const PARENTS: Readonly<Record<string, string | null>> = {
  SignedInfo: "Signature",
  SignatureValue: "Signature",
  Reference: "SignedInfo",
  DigestValue: "Reference",
  Manifest: null,
  Object: null,
};

export const signaturePartsPlace: Rule = {
  name: "signature-parts-place",
  tree({ document }, refuse) {
    for (const [name, parent] of Object.entries(PARENTS))
      for (const part of elementsNamed(document, name)) {
        const inPlace = parent !== null && part.parent && isElement(part.parent, "ds", parent);
        if (!inPlace) throw refuse("signature-structure", { problem: "misplaced-signature-part", found: name });
      }
  },
};
