/** What a signature asks its verifier to compute: to leave something out, to run something, or to fetch something. */
import { type Attack, admits, byRule, next } from "./attack.ts";
import { AS_EVE, evesWith, signedInfo } from "./ingredients.ts";

const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/** As if the provider had signed this SignedInfo: the strongest case, in which nothing but its content is wrong. */
const signing = (edit: (xml: string) => string) => evesWith(signedInfo(edit), { sign: "assertion" });

/** A further transform behind those two that are usual. */
const further = (algorithm: string, content = "") =>
  signing((xml) =>
    xml.replace("</ds:Transforms>", `<ds:Transform Algorithm="${algorithm}">${content}</ds:Transform></ds:Transforms>`),
  );

const XSLT =
  '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">' +
  `<xsl:template match="/"><xsl:value-of select="document('http://169.254.169.254/')"/></xsl:template></xsl:stylesheet>`;

export const TRANSFORMS: readonly Attack[] = [
  {
    name: "xpath-transform",
    description: "An XPath transform leaves the NameID out of what is digested",
    reference: "XML Signature Best Practices §2.1.2",
    build: () => ({
      xml: further("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>not(self::saml:NameID)</ds:XPath>"),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "xpath-filter-transform",
    description: "An XPath Filter 2.0 transform intersects what is digested with nothing",
    reference: "McIntosh and Austel, SWS 2005",
    build: () => ({
      xml: further(
        "http://www.w3.org/2002/06/xmldsig-filter2",
        '<x:XPath xmlns:x="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//*</x:XPath>',
      ),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "xslt-transform",
    description: "A stylesheet runs in the verifier and fetches an address of Eve's choice",
    reference: "XML Signature Best Practices §2.1.1; CVE-2022-34716 (.NET), CVE-2022-47966 (ManageEngine)",
    build: () => ({ xml: further("http://www.w3.org/TR/1999/REC-xslt-19991116", XSLT) }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "base64-transform",
    description: "A base64 transform reduces what is digested to decoded text",
    reference: "xmldsig-core §6.6.2",
    build: () => ({ xml: further("http://www.w3.org/2000/09/xmldsig#base64") }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "decryption-transform",
    description: "The decryption transform has the verifier decrypt whatever it meets",
    reference: "xmlenc-decrypt",
    build: () => ({ xml: further("http://www.w3.org/2002/07/decrypt#XML") }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "enveloped-signature-twice",
    description: "The enveloped-signature transform stands there twice, and might remove a second Signature",
    reference: "node-saml, invalid fixtures: too many transforms",
    build: () => ({ xml: further(ENVELOPED) }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "no-enveloped-transform",
    description: "Without enveloped-signature the signature would cover itself",
    reference: "saml-core-2.0 §5.4.4",
    build: () => ({
      xml: signing((xml) => xml.replace(`<ds:Transform Algorithm="${ENVELOPED}"/>`, "")),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "transforms-in-another-order",
    description: "Canonicalization comes first, so that enveloped-signature gets octets instead of nodes",
    reference: null,
    build: () => ({
      xml: signing((xml) =>
        xml.replace(/(<ds:Transform [^>]*\/>)(<ds:Transform [^>]*><\/ds:Transform>|<ds:Transform [^>]*\/>)/, "$2$1"),
      ),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "xpath-in-the-enveloped-transform",
    description: "An XPath hides as a child of the enveloped-signature transform",
    reference: null,
    build: () => ({
      xml: signing((xml) =>
        xml.replace(
          `<ds:Transform Algorithm="${ENVELOPED}"/>`,
          `<ds:Transform Algorithm="${ENVELOPED}"><ds:XPath>//*</ds:XPath></ds:Transform>`,
        ),
      ),
    }),
    stoppedBy: byRule("no-parameters", "algorithm", "algorithm-parameters"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "transform-in-another-namespace",
    description: "A transform of another namespace stands between the two, for verifiers that go by local names",
    reference: "CVE-2025-66567 (ruby-saml)",
    build: () => ({
      xml: signing((xml) =>
        xml.replace("</ds:Transforms>", `<x:Transform xmlns:x="urn:x" Algorithm="${EXCLUSIVE}"/></ds:Transforms>`),
      ),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "inclusive-canonicalization-of-the-assertion",
    description: "Inclusive C14N takes in namespaces that an unsigned Response around it declares",
    reference: "xml-exc-c14n §1",
    build: () => ({
      xml: signing((xml) =>
        xml.replace(`<ds:Transform Algorithm="${EXCLUSIVE}"`, `<ds:Transform Algorithm="${INCLUSIVE}"`),
      ),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "inclusive-canonicalization-of-signed-info",
    description: "Inclusive C14N of SignedInfo takes in namespaces that an unsigned Response around it declares",
    reference: "xml-exc-c14n §1",
    build: () => ({
      xml: signing((xml) =>
        xml.replace(
          `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"`,
          `<ds:CanonicalizationMethod Algorithm="${INCLUSIVE}"`,
        ),
      ),
    }),
    stoppedBy: byRule("canonicalization", "algorithm", "canonicalization"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "unknown-canonicalization",
    description: "A canonicalization that nobody knows, in the hope that it fails to nothing",
    reference: "PortSwigger, The Fragile Lock, 2025",
    build: () => ({
      xml: signing((xml) =>
        xml.replace(
          `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"`,
          '<ds:CanonicalizationMethod Algorithm="urn:x:void"',
        ),
      ),
    }),
    stoppedBy: byRule("canonicalization", "algorithm", "canonicalization"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "foreign-parameter-of-canonicalization",
    description: "A child of the canonicalization that is no InclusiveNamespaces, and means something to somebody",
    reference: null,
    build: () => ({
      xml: signing((xml) =>
        xml.replace("</ds:CanonicalizationMethod>", '<x xmlns="urn:x">self::node()</x></ds:CanonicalizationMethod>'),
      ),
    }),
    stoppedBy: byRule("prefix-lists", "algorithm", "transform-parameters"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "two-prefix-lists",
    description: "Two InclusiveNamespaces: one verifier takes the first, another both",
    reference: null,
    build: () => ({
      xml: evesWith(
        (draft) => {
          signedInfo((xml) =>
            xml.replace(
              /(<ec:InclusiveNamespaces [^>]*\/>)(<\/ds:Transform>)/,
              `$1<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE}" PrefixList="xs"/>$2`,
            ),
          )(draft);
        },
        {
          sign: "assertion",
          signing: { prefixList: ["saml"] },
          style: { extraNamespaces: { xs: "http://www.w3.org/2001/XMLSchema" } },
        },
      ),
    }),
    stoppedBy: byRule("prefix-lists", "algorithm", "transform-parameters"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "signature"),
  },
];
