/** What a signature says, as plain data. The rules have held by now; of anything that is there twice the first is taken. */
import type { XmlElement } from "libxml2-wasm";
import type { InspectedSignature } from "../inspected.ts";
import { attribute, element, elements } from "../xml/document.ts";
import type { PlacedSignature } from "./rule.ts";

const withoutSpace = (text: string) => text.replace(/\s+/g, "");

/** The PrefixList of a canonicalization (xml-exc-c14n §4). */
export function prefixesOf(canonicalization: XmlElement): string[] {
  const list = element(canonicalization, "./ec:InclusiveNamespaces");
  return ((list && attribute(list, "PrefixList")) ?? "").split(/\s+/).filter((prefix) => prefix !== "");
}

export function readSignature({ on, signature }: PlacedSignature): InspectedSignature {
  const find = (path: string) => element(signature, `./ds:SignedInfo/${path}`);
  const algorithmOf = (path: string) => {
    const found = find(path);
    return (found && attribute(found, "Algorithm")) ?? "";
  };
  const prefixes = (path: string) => {
    const found = find(path);
    return found ? prefixesOf(found) : [];
  };
  // Whether a value is base64 is the readings' question.
  return {
    on,
    signatureAlgorithm: algorithmOf("ds:SignatureMethod"),
    digestAlgorithm: algorithmOf("ds:Reference/ds:DigestMethod"),
    signedInfoPrefixes: prefixes("ds:CanonicalizationMethod"),
    referencePrefixes: prefixes("ds:Reference/ds:Transforms/ds:Transform[last()]"),
    signatureValue: withoutSpace(element(signature, "./ds:SignatureValue")?.content ?? ""),
    digestValue: withoutSpace(find("ds:Reference/ds:DigestValue")?.content ?? ""),
    keyInfoCertificates: elements(signature, "./ds:KeyInfo//ds:X509Certificate").map((each) =>
      withoutSpace(each.content),
    ),
  };
}
