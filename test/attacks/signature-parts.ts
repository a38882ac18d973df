/** A signature whose parts are there twice, elsewhere, or of another kind: verifiers look them up by name. */
import { type Attack, byRule, byStep, next } from "./attack.ts";
import { before, DS, eves, evesWith, holding, signatureIn, signedInfo, swap } from "./ingredients.ts";

const SIGNED_INFO = /<ds:SignedInfo>.*<\/ds:SignedInfo>/s;
const REFERENCE = /<ds:Reference .*<\/ds:Reference>/s;
const DIGEST = /<ds:DigestValue>([^<]*)<\/ds:DigestValue>/;
const FORGED_DIGEST = "<ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</ds:DigestValue>";

/** Eve's response with only the assertion signed, a change in its text, and a change of its signature. */
function tampered(edit: (signature: string) => string): string {
  const xml = eves({ sign: "assertion" });
  const signature = signatureIn(xml);
  return swap(xml, signature, edit(signature)).replaceAll("eve@acme.example", "ada@acme.example");
}

/** As if her identity provider signed this SignedInfo. */
const signing = (edit: (xml: string) => string) => evesWith(signedInfo(edit), { sign: "assertion" });

export const SIGNATURE_PARTS: readonly Attack[] = [
  {
    name: "forged-signed-info-in-front",
    description: "A second SignedInfo, with the digest of what Eve forged, stands in front of the one that was signed",
    reference: "CVE-2025-29774 (xml-crypto)",
    build: () => ({
      xml: tampered((signature) =>
        signature.replace(SIGNED_INFO, (genuine) => genuine.replace(DIGEST, FORGED_DIGEST) + genuine),
      ),
    }),
    stoppedBy: byRule("signature-shape", "signature-structure", "signature-children"),
    behindIt: next("inspect-xml", "algorithm", "transforms"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "forged-signed-info-behind",
    description: "A second SignedInfo, with the digest of what Eve forged, follows the one that was signed",
    reference: "CVE-2025-29774 (xml-crypto)",
    build: () => ({
      xml: tampered((signature) =>
        signature.replace(SIGNED_INFO, (genuine) => genuine + genuine.replace(DIGEST, FORGED_DIGEST)),
      ),
    }),
    stoppedBy: byRule("signature-shape", "signature-structure", "signature-children"),
    behindIt: next("inspect-xml", "algorithm", "transforms"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "comment-in-digest-value",
    description: "A comment in DigestValue, which canonicalization drops, holds the digest of what Eve forged",
    reference: "CVE-2025-29775 (xml-crypto)",
    build: () => ({
      xml: tampered((signature) => signature.replace(DIGEST, "<ds:DigestValue><!--forged-->$1</ds:DigestValue>")),
    }),
    stoppedBy: byRule("no-comments", "comment", "comment"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "element-in-digest-value",
    description: "An element in DigestValue splits its text, so that readers of the first text node see another digest",
    reference: "CVE-2025-29775 (xml-crypto)",
    build: () => ({
      xml: signing((xml) => xml.replace(DIGEST, '<ds:DigestValue>$1<x xmlns="urn:x"/></ds:DigestValue>')),
    }),
    stoppedBy: byRule("plain-values", "signature-structure", "elements-in-value"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "element-in-signature-value",
    description: "An element in SignatureValue splits its text",
    reference: null,
    build: () => ({
      xml: evesWith(
        (draft) =>
          draft.signing.assertion?.editsOfSignature.push((xml) =>
            xml.replace("</ds:SignatureValue>", '<x xmlns="urn:x"/></ds:SignatureValue>'),
          ),
        { sign: "assertion" },
      ),
    }),
    stoppedBy: byRule("plain-values", "signature-structure", "elements-in-value"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "two-digest-values",
    description: "A second DigestValue, of what Eve forged, stands beside the signed one",
    reference: "CVE-2025-29775 (xml-crypto)",
    build: () => ({
      xml: tampered((signature) => signature.replace(DIGEST, (genuine) => FORGED_DIGEST + genuine)),
    }),
    stoppedBy: byRule("reference-shape", "signature-structure", "signature-children"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "digest-value-elsewhere",
    description: "A DigestValue in StatusDetail is the first that a search of the whole document finds",
    reference: "CVE-2024-45409 (ruby-saml)",
    build() {
      const detail = `<samlp:StatusDetail><ds:DigestValue xmlns:ds="${DS}">AAAA</ds:DigestValue></samlp:StatusDetail>`;
      return {
        xml: before(
          tampered((signature) => signature),
          "</samlp:Status>",
          detail,
        ),
      };
    },
    stoppedBy: byRule("signature-parts-place", "signature-structure", "misplaced-signature-part"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "signed-info-in-key-info",
    description: "A SignedInfo that Eve made hides in KeyInfo, where any foreign element may hold it",
    reference: null,
    build: () => ({
      xml: tampered((signature) =>
        before(
          signature,
          "</ds:KeyInfo>",
          `<x xmlns="urn:x">${(SIGNED_INFO.exec(signature)?.[0] ?? "").replace(DIGEST, FORGED_DIGEST)}</x>`,
        ),
      ),
    }),
    stoppedBy: byRule("signature-parts-place", "signature-structure", "misplaced-signature-part"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "manifest-instead-of-references",
    description: "The signature holds a Manifest, whose references nobody has to verify",
    reference: "XML Signature Best Practices §2.1.4",
    build: () => ({
      xml: tampered((signature) =>
        holding(signature, `<ds:Object><ds:Manifest>${REFERENCE.exec(signature)?.[0] ?? ""}</ds:Manifest></ds:Object>`),
      ),
    }),
    stoppedBy: byRule("signature-parts-place", "signature-structure", "misplaced-signature-part"),
    behindIt: next("inspect-xml", "signature-structure", "signature-children"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "object-beside-the-signed-info",
    description: "The signature holds an Object with an element of Eve's",
    reference: "PortSwigger, The Fragile Lock, 2025",
    build: () => ({
      xml: tampered((signature) => holding(signature, '<ds:Object><x xmlns="urn:x" ID="_x">Ada</x></ds:Object>')),
    }),
    stoppedBy: byRule("signature-parts-place", "signature-structure", "misplaced-signature-part"),
    behindIt: next("inspect-xml", "signature-structure", "signature-children"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "signature-in-another-namespace",
    description: "A second signature is one by its name alone, for readers that go by local names",
    reference: "CVE-2025-66567 (ruby-saml)",
    build() {
      const xml = tampered((signature) => signature);
      const signature = signatureIn(xml);
      return { xml: swap(xml, signature, signature.replaceAll(DS, "urn:x")) };
    },
    stoppedBy: byRule("signature-namespace", "signature-structure", "signature-namespace"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-signature-part"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "two-signatures-on-one-element",
    description: "A signature by Eve's own key stands in front of the genuine one",
    reference: null,
    build() {
      const xml = eves({ sign: "assertion" });
      const own = signatureIn(eves({ sign: "assertion", signing: { key: "stranger-rsa" } }));
      return { xml: before(xml, signatureIn(xml), own) };
    },
    stoppedBy: byRule("one-signature-each", "signature-structure", "several-signatures"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "empty-signature-value",
    description: "The signature's value is empty",
    reference: null,
    build: () => ({
      xml: tampered((signature) => signature.replace(/(<ds:SignatureValue>)[^<]*/, "$1")),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "empty-digest-value",
    description: "The digest is empty, in a SignedInfo that was signed so",
    reference: null,
    build: () => ({ xml: signing((xml) => xml.replace(DIGEST, "<ds:DigestValue></ds:DigestValue>")) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "truncated-digest",
    description: "Only the first bytes of the digest are given, in a SignedInfo that was signed so",
    reference: "CVE-2009-0217 class: truncation",
    build: () => ({
      xml: signing((xml) =>
        xml.replace(DIGEST, (_, value: string) => `<ds:DigestValue>${value.slice(0, 8)}</ds:DigestValue>`),
      ),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
];
