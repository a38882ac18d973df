/** Rules on the shape of one signature: the only one that is accepted (xmldsig-core §4, saml-core-2.0 §5.4). */
import type { XmlElement } from "libxml2-wasm";
import { attribute, element, elements, isElement } from "../xml/document.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import type { Rule } from "./rule.ts";

const MAXIMUM_CERTIFICATES = 10;
const MAXIMUM_KEY_INFO_ELEMENTS = 100;

/** The element children must be these, in that order; `?` marks those that may be absent. */
function checkChildren(parent: XmlElement | null, expected: readonly string[], refuse: RefuseInspection): void {
  const children = parent ? elements(parent, "./*") : [];
  const names = children.map((child) => (isElement(child, "ds", child.name) ? child.name : `foreign ${child.name}`));
  let at = 0;
  for (const slot of expected) {
    const optional = slot.endsWith("?");
    if (names[at] === (optional ? slot.slice(0, -1) : slot)) at += 1;
    else if (!optional)
      throw refuse("signature-structure", { problem: "signature-children", found: names.join(" "), expected: slot });
  }
  if (at !== names.length)
    throw refuse("signature-structure", {
      problem: "signature-children",
      found: names.join(" "),
      expected: expected.join(" "),
    });
}

/** One SignedInfo, one value, no Object. */
export const signatureShape: Rule = {
  name: "signature-shape",
  signature({ signature }, refuse) {
    checkChildren(signature, ["SignedInfo", "SignatureValue", "KeyInfo?"], refuse);
  },
};

/** One Reference: each costs a canonicalization, and only one can be to the parent. */
export const signedInfoShape: Rule = {
  name: "signed-info-shape",
  signature({ signature }, refuse) {
    const expected = ["CanonicalizationMethod", "SignatureMethod", "Reference"];
    checkChildren(element(signature, "./ds:SignedInfo"), expected, refuse);
  },
};

export const referenceShape: Rule = {
  name: "reference-shape",
  signature({ signature }, refuse) {
    const expected = ["Transforms", "DigestMethod", "DigestValue"];
    checkChildren(element(signature, "./ds:SignedInfo/ds:Reference"), expected, refuse);
  },
};

/** A signature covers the element that it stands in: neither another one, nor the whole document, nor anything elsewhere. */
export const referenceToParent: Rule = {
  name: "reference-to-parent",
  signature({ signature, element: signed }, refuse) {
    const id = attribute(signed, "ID") ?? "";
    for (const reference of elements(signature, "./ds:SignedInfo/ds:Reference")) {
      const uri = attribute(reference, "URI") ?? "";
      if (id === "" || uri !== `#${id}`)
        throw refuse("signature-structure", {
          problem: "reference-to-another-element",
          found: uri,
          expected: `#${id}`,
        });
    }
  },
};

/** Elements inside a value are text to one reader and nothing to another. */
export const plainValues: Rule = {
  name: "plain-values",
  signature({ signature }, refuse) {
    for (const path of ["./ds:SignatureValue/*", "./ds:SignedInfo/ds:Reference/ds:DigestValue/*"]) {
      const [found] = elements(signature, path);
      if (found) throw refuse("signature-structure", { problem: "elements-in-value", found: found.name });
    }
  },
};

export const fewCertificates: Rule = {
  name: "few-certificates",
  signature({ signature }, refuse) {
    if (elements(signature, "./ds:KeyInfo//ds:X509Certificate").length > MAXIMUM_CERTIFICATES)
      throw refuse("too-large", { problem: "too-many-certificates" });
  },
};

/** No signature covers its own KeyInfo, so that anybody may fill it; real ones name a key or hold a few certificates. */
export const smallKeyInfo: Rule = {
  name: "small-key-info",
  signature({ signature }, refuse) {
    if (elements(signature, "./ds:KeyInfo//*").length > MAXIMUM_KEY_INFO_ELEMENTS)
      throw refuse("too-large", { problem: "too-many-elements-in-key-info" });
  },
};
