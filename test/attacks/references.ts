/** What a signature says it covers: another element, the whole document, nothing, or something to be fetched. */
import { type Attack, byRule, byStep, next } from "./attack.ts";
import {
  adas,
  after,
  assertionIn,
  before,
  eves,
  evesWith,
  forged,
  SAMLP,
  SLOT,
  signatureIn,
  signedByAcme,
  signedInfo,
  swap,
} from "./ingredients.ts";

const REFERENCE = /<ds:Reference .*<\/ds:Reference>/s;
const URI = / URI="[^"]*"/;

/** As if her identity provider signed this SignedInfo. */
const signing = (edit: (xml: string) => string) => evesWith(signedInfo(edit), { sign: "assertion" });

export const REFERENCES: readonly Attack[] = [
  {
    name: "two-references",
    description: "A second Reference covers an element of Eve's choice; verifiers that look at one take either",
    reference: "CVE-2016-5697 (ruby-saml)",
    build: () => ({ xml: signing((xml) => xml.replace(REFERENCE, (one) => one + one.replace(URI, ' URI="#_x"'))) }),
    stoppedBy: byRule("signed-info-shape", "signature-structure", "signature-children"),
    behindIt: next("inspect-xml", "signature-structure", "reference-to-another-element"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "reference-to-the-response",
    description: "The assertion's signature refers to the Response around it",
    reference: null,
    build: () => ({ xml: signing((xml) => xml.replace(URI, ' URI="#_response-0001"')) }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "signature-over-the-assertion-on-the-response",
    description: "The Response carries the genuine signature of its assertion, as if it covered the Response too",
    reference: null,
    build() {
      const xml = eves({ sign: "assertion" });
      const signature = signatureIn(xml);
      return { xml: before(swap(xml, signature, ""), "<samlp:Status>", signature) };
    },
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "reference-to-the-whole-document",
    description: "The reference's URI is empty: the document, whatever it is by then",
    reference: "xmldsig-core §4.3.3.3",
    build: () => ({ xml: signing((xml) => xml.replace(URI, ' URI=""')) }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "reference-without-a-uri",
    description: "The reference names nothing, and the application is left to guess",
    reference: "CVE-2012-4418 (Apache Axis2)",
    build: () => ({ xml: signing((xml) => xml.replace(URI, "")) }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "xpointer-reference",
    description: "The reference is an XPointer that a richer verifier would resolve to something else",
    reference: "xmldsig-core §4.3.3.2",
    build: () => ({ xml: signing((xml) => xml.replace(URI, ` URI="#xpointer(id('_assertion-0001'))"`)) }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "external-reference",
    description: "The reference makes the verifier fetch an address of Eve's choice",
    reference: "XML Signature Best Practices §2.1: external references",
    build: () => ({ xml: signing((xml) => xml.replace(URI, ' URI="http://169.254.169.254/latest/meta-data/"')) }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "local-file-reference",
    description: "The reference makes the verifier read a file",
    reference: "XML Signature Best Practices §2.1.3",
    build: () => ({ xml: signing((xml) => xml.replace(URI, ' URI="file:///etc/passwd"')) }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "reference-to-an-escaped-id",
    description: "The reference names the ID in percent-encoding: equal to one verifier, not to another",
    reference: null,
    build: () => ({ xml: signing((xml) => xml.replace(URI, ' URI="#%5Fassertion-0001"')) }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "empty-id",
    description: 'The signed element has an empty ID and the reference is "#"',
    reference: null,
    build: () => ({
      xml: evesWith(
        (draft) => {
          draft.edits.finished.push((xml) =>
            xml.replace(' ID="_assertion-0001"', ' ID=""').replace(' URI="#_assertion-0001"', ' URI="#"'),
          );
        },
        { sign: "assertion" },
      ),
    }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "signature-of-the-providers-metadata",
    description: "A signature that anybody can fetch, that of the provider's own metadata, is put on a forged Response",
    reference: "PortSwigger, The Fragile Lock, 2025",
    build() {
      const metadata = signedByAcme(
        `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_metadata">${SLOT}</md:EntityDescriptor>`,
        "_metadata",
      );
      const xml = adas({ sign: "none" }).replace(' ID="_response-0001"', ' ID="_metadata"');
      return { xml: before(xml, "<samlp:Status>", signatureIn(metadata)) };
    },
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "signature-of-a-logout-request",
    description: "The signature of a LogoutRequest of the provider is put on a forged assertion with the same ID",
    reference: "PortSwigger, The Fragile Lock, 2025",
    build() {
      const logout = signedByAcme(
        `<samlp:LogoutRequest xmlns:samlp="${SAMLP}" ID="_evil-assertion-0001">${SLOT}</samlp:LogoutRequest>`,
        "_evil-assertion-0001",
      );
      const xml = eves({ sign: "none" });
      const evil = after(forged(assertionIn(xml)), "</saml:Issuer>", signatureIn(logout));
      return { xml: swap(xml, assertionIn(xml), evil) };
    },
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
];
