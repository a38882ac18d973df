/** Messages that cost more to refuse than to send. */
import { deflateRawSync } from "node:zlib";
import { assertionOf } from "../fixtures/flaws/flaw.ts";
import { formOf } from "../fixtures/form.ts";
import { type Attack, admits, byRule, byStep, next } from "./attack.ts";
import { AS_EVE, before, eves, evesWith, signatureIn, swap } from "./ingredients.ts";

const extended = (content: string) =>
  before(eves({ sign: "assertion" }), "<samlp:Status>", `<samlp:Extensions>${content}</samlp:Extensions>`);

/** Nobody signs a flood: the genuine signature is changed, and holds no more. */
const tampered = (edit: (xml: string) => string) => edit(eves({ sign: "assertion" }));

export const FLOODS: readonly Attack[] = [
  {
    name: "reference-flood",
    description: "A hundred references, each canonicalized before any signature is looked at: minutes in xml-crypto",
    reference: "XML Signature Best Practices §2.1",
    build: () => ({
      xml: tampered((xml) => xml.replace(/<ds:Reference .*<\/ds:Reference>/s, (one) => one.repeat(100))),
    }),
    stoppedBy: byRule("signed-info-shape", "signature-structure", "signature-children"),
    behindIt: next("inspect-xml", "algorithm", "transforms"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "signature-value"),
  },
  {
    name: "transform-flood",
    description: "Five hundred transforms in one reference",
    reference: "XML Signature Best Practices §2.1.5",
    build: () => ({
      xml: tampered((xml) =>
        xml.replace(/<ds:Transform [^>]*exc-c14n#">.*?<\/ds:Transform>/, (one) => one.repeat(500)),
      ),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "signature-value"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "signature-value"),
  },
  {
    name: "signature-flood",
    description: "Forty signatures on one assertion",
    reference: null,
    build() {
      const xml = eves({ sign: "assertion" });
      const signature = signatureIn(xml);
      return { xml: swap(xml, signature, signature.repeat(40)) };
    },
    stoppedBy: byRule("one-signature-each", "signature-structure", "several-signatures"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "signature-flood-elsewhere",
    description: "Forty signatures in Extensions",
    reference: null,
    build: () => ({ xml: extended(signatureIn(eves()).repeat(40)) }),
    stoppedBy: byRule("signature-place", "signature-structure", "misplaced-signature"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "certificate-flood",
    description: "Forty certificates in KeyInfo, each of which might be tried",
    reference: null,
    build: () => ({ xml: eves({ signing: { keyInfo: Array.from({ length: 40 }, () => "acme-rsa" as const) } }) }),
    stoppedBy: byRule("few-certificates", "too-large", "too-many-certificates"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "key-info-flood",
    description: "Five hundred elements in KeyInfo, which no signature covers",
    reference: null,
    build: () => ({
      xml: eves().replace("<ds:KeyInfo>", `$&<f:keys xmlns:f="urn:filling">${"<f:key/>".repeat(500)}</f:keys>`),
    }),
    stoppedBy: byRule("small-key-info", "too-large", "too-many-elements-in-key-info"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "prefix-flood",
    description: "A PrefixList of five thousand prefixes",
    reference: null,
    build: () => ({
      xml: eves({
        sign: "assertion",
        signing: { prefixList: Array.from({ length: 5000 }, (_, index) => `p${index}`) },
      }),
    }),
    stoppedBy: byRule("prefix-lists", "too-large", "too-many-prefixes"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "element-flood",
    description: "Forty thousand elements",
    reference: "CWE-400",
    build: () => ({ xml: extended("<x/>".repeat(40_000)) }),
    stoppedBy: byRule("limits", "too-large", "too-many-elements"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "nesting-flood",
    description: "Elements nested a thousand deep",
    reference: "CWE-674",
    build: () => ({ xml: extended(`${"<x>".repeat(1000)}${"</x>".repeat(1000)}`) }),
    stoppedBy: byRule("limits", "too-large", "too-many-levels"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "attribute-flood",
    description: "Sixteen thousand attributes on one element: half a second of sorting in canonicalization",
    reference: "Hash collisions, CVE-2012-0876 class",
    build: () => ({
      xml: extended(`<x ${Array.from({ length: 16_000 }, (_, index) => `a${index}=""`).join(" ")}/>`),
    }),
    stoppedBy: byRule("limits", "too-large", "too-many-attributes"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "namespace-flood",
    description: "Thousands of namespaces declared on one element, in scope of everything below",
    reference: "CWE-400",
    build: () => ({
      xml: extended(`<x ${Array.from({ length: 5000 }, (_, index) => `xmlns:n${index}="urn:${index}"`).join(" ")}/>`),
    }),
    stoppedBy: byRule("limits", "too-large", "too-many-attributes"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "assertion-flood",
    description: "Five hundred assertions",
    reference: "CWE-400",
    build: () => ({ xml: extended('<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>'.repeat(500)) }),
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "entity-flood",
    description: "One long entity, used thousands of times: quadratic blow-up",
    reference: "CWE-776",
    build: () => ({
      xml: `<!DOCTYPE r [<!ENTITY x "${"x".repeat(30_000)}">]>${extended(`<x>${"&x;".repeat(10_000)}</x>`)}`,
    }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "large-body",
    description: "A body over the size",
    reference: "CWE-400",
    build: () => ({ xml: extended(`<x>${"x".repeat(300_000)}</x>`) }),
    stoppedBy: byStep("read-form", "too-large", "body-too-large"),
    behindIt: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "compressed",
    description: "A deflated message, small on the wire, that grows to more than a megabyte",
    reference: "CVE-2025-25293, CVE-2025-54572 (ruby-saml)",
    build: () => ({
      form: formOf(["SAMLResponse", deflateRawSync(extended("<x/>".repeat(300_000))).toString("base64")]),
    }),
    stoppedBy: byStep("read-form", "malformed", "not-utf-8"),
    behindIt: next("inspect-xml", "too-large", "too-many-elements"),
  },
  {
    name: "role-flood",
    description: "A signed assertion with more roles than a session can hold",
    reference: null,
    build: () => ({
      xml: evesWith((draft) => {
        const roles = assertionOf(draft).attributes.find(({ name }) => name === "roles");
        roles?.values.push(...Array.from({ length: 120 }, (_, index) => `role-${index}`));
      }),
    }),
    stoppedBy: byStep("read-identity", "attributes", "too-many-roles"),
    behindIt: admits(AS_EVE),
  },
];
