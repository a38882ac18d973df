/** Rules on what a signature asks a verifier to compute: from lists, without parameters, nothing else. */
import type { XmlElement } from "libxml2-wasm";
import { SIGNATURE_ALGORITHMS } from "../../config/schema.ts";
import { attribute, element, elements, isElement } from "../xml/document.ts";
import { DIGESTS, ENVELOPED_SIGNATURE, EXCLUSIVE_C14N } from "../xml/names.ts";
import { prefixesOf } from "./read-signature.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import type { Rule } from "./rule.ts";

const SIGNATURES: readonly string[] = Object.values(SIGNATURE_ALGORITHMS);
const DIGEST_NAMES: readonly string[] = Object.keys(DIGESTS);
const MAXIMUM_PREFIXES = 20;

const CANONICALIZATION = "./ds:SignedInfo/ds:CanonicalizationMethod";
const SIGNATURE_METHOD = "./ds:SignedInfo/ds:SignatureMethod";
const TRANSFORMS = "./ds:SignedInfo/ds:Reference/ds:Transforms";
const DIGEST_METHOD = "./ds:SignedInfo/ds:Reference/ds:DigestMethod";

function unlisted(from: XmlElement | null, accepted: readonly string[]): { found: string; expected: string } | null {
  const found = (from && attribute(from, "Algorithm")) ?? "";
  return accepted.includes(found) ? null : { found, expected: accepted.join(" ") };
}

/** Exclusive C14N: inclusive takes in whatever namespaces an attacker declares around the signed element. */
export const canonicalization: Rule = {
  name: "canonicalization",
  signature({ signature }, refuse) {
    const wrong = unlisted(element(signature, CANONICALIZATION), EXCLUSIVE_C14N);
    if (wrong) throw refuse("algorithm", { problem: "canonicalization", ...wrong });
  },
};

/** enveloped-signature, then exclusive C14N (saml-core-2.0 §5.4.4): XPath, XSLT and base64 choose what is signed, or run. */
export const transforms: Rule = {
  name: "transforms",
  signature({ signature }, refuse) {
    const all = elements(signature, `${TRANSFORMS}/*`);
    const [enveloped = null, exclusive = null, ...more] = all;
    if (!enveloped || !exclusive || more.length > 0 || !all.every((each) => isElement(each, "ds", "Transform")))
      throw refuse("algorithm", { problem: "transforms", expected: "enveloped-signature, then exclusive C14N" });
    const wrong = unlisted(enveloped, [ENVELOPED_SIGNATURE]) ?? unlisted(exclusive, EXCLUSIVE_C14N);
    if (wrong) throw refuse("algorithm", { problem: "transforms", ...wrong });
  },
};

/** HMACOutputLength, PSS parameters, an XPath: none is understood, so none is let through. */
export const noParameters: Rule = {
  name: "no-parameters",
  signature({ signature }, refuse) {
    const enveloped = `${TRANSFORMS}/ds:Transform[@Algorithm='${ENVELOPED_SIGNATURE}']`;
    for (const method of [SIGNATURE_METHOD, DIGEST_METHOD, enveloped])
      if (elements(signature, `${method}/*`).length > 0) throw refuse("algorithm", { problem: "algorithm-parameters" });
  },
};

/** The one parameter there is: InclusiveNamespaces of exclusive C14N, once, empty and short (xml-exc-c14n §4). */
export const prefixLists: Rule = {
  name: "prefix-lists",
  signature({ signature }, refuse) {
    const canonicalizations = [
      ...elements(signature, CANONICALIZATION),
      ...elements(signature, `${TRANSFORMS}/ds:Transform`).filter((each) => !unlisted(each, EXCLUSIVE_C14N)),
    ];
    for (const each of canonicalizations) checkPrefixList(each, refuse);
  },
};

function checkPrefixList(canonicalization: XmlElement, refuse: RefuseInspection): void {
  const children = elements(canonicalization, "./*");
  const [only] = children;
  if (!only) return;
  if (children.length > 1 || !isElement(only, "ec", "InclusiveNamespaces") || elements(only, "./*").length > 0)
    throw refuse("algorithm", {
      problem: "transform-parameters",
      found: children.map((child) => child.name).join(" "),
    });
  if (prefixesOf(canonicalization).length > MAXIMUM_PREFIXES)
    throw refuse("too-large", { problem: "too-many-prefixes" });
}

/** RSA, RSA-PSS and ECDSA; HMAC would take the public key for a secret. Which of them one provider may use is its policy. */
export const signatureAlgorithm: Rule = {
  name: "signature-algorithm",
  signature({ signature }, refuse) {
    const wrong = unlisted(element(signature, SIGNATURE_METHOD), SIGNATURES);
    if (wrong) throw refuse("algorithm", { problem: "signature-algorithm", ...wrong });
  },
};

export const digestAlgorithm: Rule = {
  name: "digest-algorithm",
  signature({ signature }, refuse) {
    const wrong = unlisted(element(signature, DIGEST_METHOD), DIGEST_NAMES);
    if (wrong) throw refuse("algorithm", { problem: "digest-algorithm", ...wrong });
  },
};
