/** A genuine signature over one element, and another element where the service looks (XSW). */
import { type Attack, admits, byRule, next } from "./attack.ts";
import {
  AS_EVE,
  after,
  assertionIn,
  before,
  eves,
  forged,
  holding,
  signatureIn,
  swap,
  withoutSignature,
} from "./ingredients.ts";

const PAPER = "Somorovsky et al., On Breaking SAML, USENIX Security 2012";

/** A response whose assertion alone is signed, taken apart. */
function apart() {
  const xml = eves({ sign: "assertion" });
  const genuine = assertionIn(xml);
  return { xml, genuine, evil: forged(genuine), signature: signatureIn(genuine) };
}

/** A response that is signed as a whole, taken apart. */
function whole() {
  const xml = eves({ sign: "response" });
  const signature = signatureIn(xml);
  return { genuine: swap(xml, signature, ""), evil: forged(xml), signature };
}

/** After the Issuer, where a Signature stands. */
const behindIssuer = (element: string, text: string) => after(element, "</saml:Issuer>", text);

const object = (content: string) => `<ds:Object>${content}</ds:Object>`;

export const SIGNATURE_WRAPPING: readonly Attack[] = [
  {
    name: "xsw1",
    description: "A forged Response carries the signature, and the genuine Response inside it as an Object",
    reference: PAPER,
    build() {
      const { genuine, evil, signature } = whole();
      return { xml: behindIssuer(evil, holding(signature, object(genuine))) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "xsw2",
    description: "A forged Response holds the genuine Response in front of the signature that covers it",
    reference: PAPER,
    build() {
      const { genuine, evil, signature } = whole();
      return { xml: behindIssuer(evil, genuine + signature) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "xsw3",
    description: "A forged assertion stands in front of the signed one",
    reference: PAPER,
    build() {
      const { xml, genuine, evil } = apart();
      return { xml: before(xml, genuine, evil) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-signature"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "xsw4",
    description: "A forged assertion holds the signed one",
    reference: PAPER,
    build() {
      const { xml, genuine, evil } = apart();
      return { xml: swap(xml, genuine, holding(evil, genuine)) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "xsw5",
    description: "A forged assertion carries the signature; the genuine one follows without it",
    reference: PAPER,
    build() {
      const { xml, genuine, evil, signature } = apart();
      return { xml: swap(xml, genuine, behindIssuer(evil, signature) + withoutSignature(genuine)) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "reference-to-another-element"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "xsw6",
    description: "A forged assertion carries the signature, and the signature the genuine assertion",
    reference: PAPER,
    build() {
      const { xml, genuine, evil, signature } = apart();
      return { xml: swap(xml, genuine, behindIssuer(evil, holding(signature, withoutSignature(genuine)))) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "xsw7",
    description: "A forged assertion stands in Extensions, where any element may",
    reference: PAPER,
    build() {
      const { xml, evil } = apart();
      return { xml: before(xml, "<samlp:Status>", `<samlp:Extensions>${evil}</samlp:Extensions>`) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "xsw8",
    description: "A forged assertion carries the signature, and the genuine assertion in an Object of it",
    reference: PAPER,
    build() {
      const { xml, genuine, evil, signature } = apart();
      return { xml: swap(xml, genuine, behindIssuer(evil, holding(signature, object(withoutSignature(genuine))))) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "genuine-assertion-in-advice",
    description: "A forged assertion keeps the signed one as its Advice",
    reference: "CVE-2024-8698 (Keycloak), CVE-2022-39299 (node-saml)",
    build() {
      const { xml, genuine, evil } = apart();
      return { xml: swap(xml, genuine, after(evil, "</saml:Conditions>", `<saml:Advice>${genuine}</saml:Advice>`)) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "genuine-assertion-in-confirmation-data",
    description: "The signed assertion stands in SubjectConfirmationData of a forged one",
    reference: "CVE-2025-47949 (samlify)",
    build() {
      const { xml, genuine, evil } = apart();
      const wrapped = evil.replace(
        /<saml:SubjectConfirmationData([^>]*)\/>/,
        (_, rest: string) => `<saml:SubjectConfirmationData${rest}>${genuine}</saml:SubjectConfirmationData>`,
      );
      return { xml: swap(xml, genuine, wrapped) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "genuine-assertion-in-an-attribute",
    description: "The signed assertion stands in an AttributeValue of a forged one",
    reference: null,
    build() {
      const { xml, genuine, evil } = apart();
      const value = `<saml:Attribute Name="x"><saml:AttributeValue>${genuine}</saml:AttributeValue></saml:Attribute>`;
      return { xml: swap(xml, genuine, after(evil, "<saml:AttributeStatement>", value)) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "genuine-assertion-in-status-detail",
    description: "The signed assertion stands in StatusDetail, the forged one in its place",
    reference: "CVE-2024-45409 (ruby-saml)",
    build() {
      const { xml, genuine, evil } = apart();
      const detail = `<samlp:StatusDetail>${genuine}</samlp:StatusDetail>`;
      return { xml: before(swap(xml, genuine, evil), "</samlp:Status>", detail) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "genuine-assertion-in-another-namespace",
    description:
      "The signed assertion stands in Extensions under a wrapper of no known namespace, the forged one in its place",
    reference: null,
    build() {
      const { xml, genuine, evil } = apart();
      const extensions = `<samlp:Extensions><x:Assertion xmlns:x="urn:x">${genuine}</x:Assertion></samlp:Extensions>`;
      return { xml: before(swap(xml, genuine, evil), "<samlp:Status>", extensions) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "assertion-namespace"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "assertion-of-no-known-namespace",
    description: "The assertion is one by its name alone, for readers that go by local names",
    reference: null,
    build() {
      const { xml, genuine, evil } = apart();
      const renamed = evil.replace(
        /^<saml:Assertion xmlns:saml="[^"]*"/,
        '<x:Assertion xmlns:x="urn:x" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"',
      );
      return { xml: swap(xml, genuine, renamed.replace(/<\/saml:Assertion>$/, "</x:Assertion>")) };
    },
    stoppedBy: byRule("assertion-namespace", "signature-structure", "assertion-namespace"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "assertion-one-level-too-deep",
    description:
      "The only assertion is signed and genuine, but stands in Extensions of a Response that was never signed",
    reference: null,
    build() {
      const { xml, genuine } = apart();
      const extensions = `<samlp:Extensions>${genuine}</samlp:Extensions>`;
      return { xml: before(swap(xml, genuine, ""), "<samlp:Status>", extensions) };
    },
    stoppedBy: byRule("assertion-place", "signature-structure", "misplaced-assertion"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-signature"),
    withoutInspection: next("check-status", "status", "success-without-assertion"),
  },
  {
    name: "response-in-a-response",
    description: "A forged Response holds a genuine signed Response in Extensions",
    reference: PAPER,
    build() {
      const genuine = eves({ sign: "response" });
      return { xml: before(forged(genuine), "<samlp:Status>", `<samlp:Extensions>${genuine}</samlp:Extensions>`) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "encrypted-assertion-beside-a-signed-one",
    description: "An assertion that Eve encrypted to the service stands beside the signed one",
    reference: "CVE-2016-5697 (ruby-saml)",
    build() {
      const { xml, genuine } = apart();
      const envelope = /<saml:EncryptedAssertion .*<\/saml:EncryptedAssertion>/s;
      const [encrypted = ""] = envelope.exec(eves({ sign: "none", nameId: "ada@acme.example", encrypt: {} })) ?? [];
      return { xml: before(xml, genuine, encrypted) };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "signature-moved-away-from-its-response",
    description: "The Response's signature stands in Extensions, where a search of the whole document finds it",
    reference: null,
    build() {
      const xml = eves({ sign: "response" });
      const signature = signatureIn(xml);
      const moved = before(
        swap(xml, signature, ""),
        "<samlp:Status>",
        `<samlp:Extensions>${signature}</samlp:Extensions>`,
      );
      return { xml: moved };
    },
    stoppedBy: byRule("signature-place", "signature-structure", "misplaced-signature"),
    behindIt: next("verify-with-libxml2", "signature-missing", "no-signature"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
];
