/** Two parsers, one text: namespaces, IDs and attributes that they read differently, and canonicalization that gives up. */
import { createHash } from "node:crypto";
import { type Attack, admits, byParser, byRule, byStep, next } from "./attack.ts";
import {
  AS_EVE,
  after,
  assertionIn,
  before,
  eves,
  evesWith,
  forged,
  SAML,
  SAMLP,
  signatureIn,
  signedInfo,
  swap,
} from "./ingredients.ts";

const DIGEST = /<ds:DigestValue>[^<]*/;
const ofNothing = createHash("sha256").update("").digest("base64");

/** The genuine signature on a forged assertion, changed as text. */
function onForged(edit: (assertion: string) => string): string {
  const xml = eves({ sign: "assertion" });
  const genuine = assertionIn(xml);
  return swap(xml, genuine, edit(genuine.replaceAll("eve@acme.example", "ada@acme.example")));
}

/** A genuine signed assertion for Eve in a Response that nobody signed, which is changed. */
const around = (edit: (xml: string) => string) => edit(eves({ sign: "assertion" }));

export const NAMESPACES_AND_IDS: readonly Attack[] = [
  {
    name: "void-canonicalization-of-the-assertion",
    description: "A relative namespace makes canonicalization fail; the signed digest is that of the empty text",
    reference: "PortSwigger, The Fragile Lock, 2025; CVE-2025-66568 (ruby-saml)",
    build: () => ({
      xml: evesWith(
        (draft) => {
          signedInfo((xml) => xml.replace(DIGEST, `<ds:DigestValue>${ofNothing}`))(draft);
          draft.edits.finished.push((xml) =>
            after(xml, `<saml:Assertion xmlns:saml="${SAML}"`, ' xmlns:x="1"').replaceAll(
              "eve@acme.example",
              "ada@acme.example",
            ),
          );
        },
        { sign: "assertion" },
      ),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "not-canonicalizable"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "void-canonicalization-of-signed-info",
    description:
      "A relative namespace in SignedInfo makes its canonicalization fail, in the hope that nothing is verified",
    reference: "PortSwigger, The Fragile Lock, 2025; CVE-2025-66568 (ruby-saml)",
    build: () => ({ xml: onForged((assertion) => swap(assertion, "<ds:SignedInfo>", '<ds:SignedInfo xmlns:x="1">')) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "not-canonicalizable"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "golden-signature-over-nothing",
    description: "A relative namespace on the unsigned Response, above a genuine signature of the empty text",
    reference: "PortSwigger, The Fragile Lock, 2025",
    build: () => ({
      xml: evesWith(
        (draft) => {
          signedInfo((xml) => xml.replace(DIGEST, `<ds:DigestValue>${ofNothing}`))(draft);
          draft.edits.finished.push((xml) =>
            after(xml, `<samlp:Response xmlns:samlp="${SAMLP}"`, ' xmlns:x="../x"').replaceAll(
              "eve@acme.example",
              "ada@acme.example",
            ),
          );
        },
        { sign: "assertion" },
      ),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "not-canonicalizable"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "attribute-that-begins-with-xmlns",
    description:
      "An attribute whose name begins with xmlns is taken for a namespace declaration and left out of the digest",
    reference: "xml-crypto: renderAttrs leaves out names that begin with xmlns",
    build: () => ({ xml: around((xml) => swap(xml, "<saml:Assertion ", '<saml:Assertion xmlnsfoo="x" ')) }),
    stoppedBy: byStep("validate-schema", "schema", "not-valid"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "xmlns-in-the-namespace-of-xml",
    description: "xml:xmlns poses as a declaration of the default namespace, on a signature that is none",
    reference: "PortSwigger, The Fragile Lock, 2025; CVE-2025-66567 (ruby-saml)",
    build() {
      const xml = eves({ sign: "assertion" });
      const own = signatureIn(eves({ sign: "assertion", signing: { key: "stranger-rsa" } })).replaceAll("ds:", "");
      const posing = own.replace("xmlns:ds=", "xml:xmlns=");
      return { xml: before(xml, "<samlp:Status>", posing) };
    },
    stoppedBy: byRule("signature-namespace", "signature-structure", "signature-namespace"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-signature-part"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "two-attributes-of-one-name",
    description: "Two prefixes of one namespace give an element the same attribute twice",
    reference: "xml-names §6.3",
    build: () => ({
      xml: around((xml) =>
        before(
          xml,
          "<samlp:Status>",
          '<samlp:Extensions><x xmlns="urn:x" xmlns:p="urn:y" xmlns:q="urn:y" p:a="1" q:a="2"/></samlp:Extensions>',
        ),
      ),
    }),
    stoppedBy: byParser(),
    behindIt: admits(AS_EVE),
  },
  {
    name: "attribute-twice",
    description: "The assertion has two IDs by the same name: one parser takes the first, another the last",
    reference: "PortSwigger, The Fragile Lock, 2025: attribute pollution",
    build: () => ({
      xml: onForged((assertion) => swap(assertion, ' ID="_assertion-0001"', ' ID="_evil-0001" ID="_assertion-0001"')),
    }),
    stoppedBy: byParser(),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "undeclared-prefix",
    description: "An element of a prefix that nobody declared: no namespace to one parser, an error to another",
    reference: "xml-names §5",
    build: () => ({
      xml: around((xml) => before(xml, "<samlp:Status>", "<samlp:Extensions><u:x/></samlp:Extensions>")),
    }),
    stoppedBy: byParser(),
    behindIt: admits(AS_EVE),
  },
  {
    name: "prefix-xml-redeclared",
    description: "The prefix xml is bound to Eve's namespace",
    reference: "xml-names §3",
    build: () => ({ xml: around((xml) => swap(xml, "<samlp:Response ", '<samlp:Response xmlns:xml="urn:x" ')) }),
    stoppedBy: byParser(),
    behindIt: admits(AS_EVE),
  },
  {
    name: "prefix-bound-to-nothing",
    description: "A prefix is undeclared again, as only Namespaces in XML 1.1 allows",
    reference: "xml-names §5",
    build: () => ({ xml: around((xml) => swap(xml, "<saml:Assertion ", '<saml:Assertion xmlns:samlp="" ')) }),
    stoppedBy: byParser(),
    behindIt: admits(AS_EVE),
  },
  {
    name: "prefix-redefined-inside",
    description: "Inside the assertion the prefix saml is bound anew, so that the NameID is of no known namespace",
    reference: "PortSwigger, The Fragile Lock, 2025: namespace confusion",
    build: () => ({
      xml: onForged((assertion) => swap(assertion, "<saml:NameID ", '<saml:NameID xmlns:saml="urn:x" ')),
    }),
    stoppedBy: byStep("validate-schema", "schema", "not-valid"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "prefix-in-content-redefined-around",
    description: "The unsigned Response binds xs anew, which exclusive C14N does not see in xsi:type of a signed value",
    reference: "xml-exc-c14n §3",
    build: () => ({
      xml: evesWith(
        (draft) => {
          for (const each of draft.assertion?.attributes ?? []) each.style = "typed";
          draft.edits.assertion.push((xml) => xml.replaceAll(' xmlns:xs="http://www.w3.org/2001/XMLSchema"', ""));
          draft.edits.finished.push((xml) =>
            xml.replace('xmlns:xs="http://www.w3.org/2001/XMLSchema"', 'xmlns:xs="urn:x"'),
          );
        },
        { sign: "assertion", style: { extraNamespaces: { xs: "http://www.w3.org/2001/XMLSchema" } } },
      ),
    }),
    stoppedBy: byStep("validate-schema", "schema", "not-valid"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "prefix-of-the-prefix-list-redefined",
    description: "The unsigned Response binds a prefix anew that the signature's PrefixList names",
    reference: "xml-exc-c14n §4",
    build: () => ({
      xml: evesWith(
        (draft) => draft.edits.finished.push((xml) => swap(xml, 'xmlns:xs="urn:genuine"', 'xmlns:xs="urn:x"')),
        { sign: "assertion", signing: { prefixList: ["xs"] }, style: { extraNamespaces: { xs: "urn:genuine" } } },
      ),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "same-id-on-response-and-assertion",
    description: "Response and assertion have the same ID: the signature covers whichever a verifier finds first",
    reference: "CVE-2017-11427 family; Somorovsky et al., USENIX Security 2012",
    build() {
      const xml = eves({ sign: "assertion" });
      return { xml: swap(xml, ' ID="_response-0001"', ' ID="_assertion-0001"') };
    },
    stoppedBy: byRule("unique-ids", "signature-structure", "duplicate-id"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "id-in-other-letters",
    description: "An element in Extensions has the assertion's ID as Id, for verifiers that take any spelling",
    reference: "Somorovsky et al., USENIX Security 2012: ID collisions",
    build: () => ({
      xml: around((xml) =>
        before(xml, "<samlp:Status>", '<samlp:Extensions><x xmlns="urn:x" Id="_assertion-0001"/></samlp:Extensions>'),
      ),
    }),
    stoppedBy: byRule("unique-ids", "signature-structure", "duplicate-id"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "id-of-xml",
    description: "An element in Extensions has the assertion's ID as xml:id",
    reference: "xml-id",
    build: () => ({
      xml: around((xml) =>
        before(
          xml,
          "<samlp:Status>",
          '<samlp:Extensions><x xmlns="urn:x" xml:id="_assertion-0001"/></samlp:Extensions>',
        ),
      ),
    }),
    stoppedBy: byRule("unique-ids", "signature-structure", "duplicate-id"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "id-of-another-namespace",
    description: "An element in Extensions has the assertion's ID in a namespace, for verifiers that go by local names",
    reference: "PortSwigger, The Fragile Lock, 2025: attribute pollution",
    build: () => ({
      xml: around((xml) =>
        before(
          xml,
          "<samlp:Status>",
          '<samlp:Extensions><x xmlns="urn:x" xmlns:y="urn:y" y:ID="_assertion-0001"/></samlp:Extensions>',
        ),
      ),
    }),
    stoppedBy: byRule("unique-ids", "signature-structure", "duplicate-id"),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
    withoutInspection: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "second-id-of-another-namespace",
    description: "The forged assertion carries the signed ID as saml:ID beside an ID of its own",
    reference: "PortSwigger, The Fragile Lock, 2025: attribute pollution; CVE-2025-66567 (ruby-saml)",
    build: () => ({
      xml: onForged((assertion) =>
        swap(assertion, ' ID="_assertion-0001"', ' ID="_evil-0001" saml:ID="_assertion-0001"'),
      ),
    }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "id-with-a-line-break",
    description: "The forged assertion's ID differs from the reference in white space that an ID type would drop",
    reference: null,
    build: () => ({
      xml: onForged((assertion) => swap(assertion, ' ID="_assertion-0001"', ' ID="&#10;_assertion-0001"')),
    }),
    stoppedBy: byRule("reference-to-parent", "signature-structure", "reference-to-another-element"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "forged-assertion-under-the-signed-id",
    description: "The signed assertion is replaced by a forged one of the same ID with its signature",
    reference: null,
    build() {
      const xml = eves({ sign: "assertion" });
      const genuine = assertionIn(xml);
      const evil = forged(genuine).replace("_evil-assertion-", "_assertion-");
      return { xml: swap(xml, genuine, after(evil, "</saml:Issuer>", signatureIn(genuine))) };
    },
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
];
