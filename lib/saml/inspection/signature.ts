/** One XML signature, held against the only shape that is accepted (saml-core-2.0 §5.4, xmldsig-core §4). */
import type { XmlElement } from "libxml2-wasm";
import { SIGNATURE_ALGORITHMS } from "../../config/schema.ts";
import type { InspectedSignature, SignedElement } from "../inspected.ts";
import { attribute, elements, isElement } from "../xml/document.ts";
import { DIGESTS, ENVELOPED_SIGNATURE, EXCLUSIVE_C14N } from "../xml/names.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";

const ALGORITHMS: readonly string[] = Object.values(SIGNATURE_ALGORITHMS);
const MAXIMUM_PREFIXES = 20;
const MAXIMUM_CERTIFICATES = 10;

/** The element children, each of which must be among `expected`, in that order; `?` marks those that may be absent. */
function childrenOf(parent: XmlElement, expected: readonly string[], refuse: RefuseInspection): XmlElement[] {
  const children = elements(parent, "./*");
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
  return children;
}

/** The text of an element that holds nothing else, without white space. Whether it is base64 is the reading's question. */
function textOf(parent: XmlElement, refuse: RefuseInspection): string {
  if (elements(parent, "./*").length > 0)
    throw refuse("signature-structure", { problem: "elements-in-value", found: parent.name });
  return parent.content.replace(/\s+/g, "");
}

function prefixesOf(parent: XmlElement, refuse: RefuseInspection): string[] {
  const children = elements(parent, "./*");
  if (children.length === 0) return [];
  const only = children[0];
  if (children.length > 1 || !only || !isElement(only, "ec", "InclusiveNamespaces"))
    throw refuse("algorithm", {
      problem: "transform-parameters",
      found: children.map((child) => child.name).join(" "),
    });
  const prefixes = (attribute(only, "PrefixList") ?? "").split(/\s+/).filter((prefix) => prefix !== "");
  if (prefixes.length > MAXIMUM_PREFIXES) throw refuse("too-large", { problem: "too-many-prefixes" });
  return prefixes;
}

function algorithmOf(from: XmlElement, accepted: readonly string[], problem: string, refuse: RefuseInspection): string {
  const found = attribute(from, "Algorithm") ?? "";
  if (!accepted.includes(found)) throw refuse("algorithm", { problem, found, expected: accepted.join(" ") });
  return found;
}

/**
 * @param signed the element the signature must cover: its parent
 * @throws LoginRefused `signature-structure`, `algorithm` or `too-large`
 */
export function inspectSignature(
  signature: XmlElement,
  signed: XmlElement,
  on: SignedElement,
  refuse: RefuseInspection,
): InspectedSignature {
  const [signedInfo, value, keyInfo] = childrenOf(signature, ["SignedInfo", "SignatureValue", "KeyInfo?"], refuse);
  const [canonicalization, method, reference] = childrenOf(
    signedInfo as XmlElement,
    ["CanonicalizationMethod", "SignatureMethod", "Reference"],
    refuse,
  ) as [XmlElement, XmlElement, XmlElement];
  const [transforms, digestMethod, digestValue] = childrenOf(
    reference,
    ["Transforms", "DigestMethod", "DigestValue"],
    refuse,
  ) as [XmlElement, XmlElement, XmlElement];

  const uri = attribute(reference, "URI") ?? "";
  const id = attribute(signed, "ID") ?? "";
  if (id === "" || uri !== `#${id}`)
    throw refuse("signature-structure", { problem: "reference-to-another-element", found: uri, expected: `#${id}` });

  algorithmOf(canonicalization, EXCLUSIVE_C14N, "canonicalization", refuse);
  const [enveloped, exclusive, ...more] = elements(transforms, "./*");
  if (!enveloped || !exclusive || more.length > 0 || elements(transforms, "./ds:Transform").length !== 2)
    throw refuse("algorithm", { problem: "transforms", expected: "enveloped-signature, then exclusive C14N" });
  algorithmOf(enveloped, [ENVELOPED_SIGNATURE], "transforms", refuse);
  algorithmOf(exclusive, EXCLUSIVE_C14N, "transforms", refuse);
  if (
    prefixesOf(enveloped, refuse).length > 0 ||
    elements(method, "./*").length > 0 ||
    elements(digestMethod, "./*").length > 0
  )
    throw refuse("algorithm", { problem: "algorithm-parameters" });

  const certificates = keyInfo ? elements(keyInfo, ".//ds:X509Certificate") : [];
  if (certificates.length > MAXIMUM_CERTIFICATES) throw refuse("too-large", { problem: "too-many-certificates" });
  return {
    on,
    signatureAlgorithm: algorithmOf(method, ALGORITHMS, "signature-algorithm", refuse),
    digestAlgorithm: algorithmOf(digestMethod, Object.keys(DIGESTS), "digest-algorithm", refuse),
    signedInfoPrefixes: prefixesOf(canonicalization, refuse),
    referencePrefixes: prefixesOf(exclusive, refuse),
    signatureValue: textOf(value as XmlElement, refuse),
    digestValue: textOf(digestValue, refuse),
    keyInfoCertificates: certificates.map((each) => each.content.replace(/\s+/g, "")),
  };
}
