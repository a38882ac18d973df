/** Anyone can encrypt to the service: what is decrypted is as little trusted as what came in clear. */

import { encryptElement } from "../fixtures/encrypt.ts";
import { type EncryptionDraft, rightEncryption } from "../fixtures/encryption-draft.ts";
import type { ResponseOptions } from "../fixtures/saml-response.ts";
import { type Attack, admits, byParser, byRule, byStep, next } from "./attack.ts";
import { AS_EVE, adas, assertionIn, before, eves, forged, SAML, signatureIn, swap } from "./ingredients.ts";

/** A Response of Eve's with something of hers in an envelope. */
function enveloped(plaintext: string, how: Partial<EncryptionDraft> = {}): string {
  const xml = eves({ sign: "none" });
  const encrypted = encryptElement(plaintext, rightEncryption(how));
  return swap(
    xml,
    assertionIn(xml),
    `<saml:EncryptedAssertion xmlns:saml="${SAML}">${encrypted}</saml:EncryptedAssertion>`,
  );
}

const evesAssertion = (options: ResponseOptions = {}) => assertionIn(eves({ sign: "assertion", ...options }));

export const ENCRYPTION: readonly Attack[] = [
  {
    name: "unsigned-assertion-in-an-envelope",
    description: "Eve encrypts an unsigned assertion to the service's public certificate",
    reference: "Encryption is not authentication",
    build: () => ({ xml: enveloped(assertionIn(adas({ sign: "none" }))) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-missing", "no-signature"),
    behindIt: next("verify-with-samlify", "signature-missing", "no-signature"),
  },
  {
    name: "forged-signature-in-an-envelope",
    description: "Eve encrypts an assertion forged for Ada under the genuine signature of her own",
    reference: null,
    build: () => ({ xml: enveloped(evesAssertion().replaceAll("eve@acme.example", "ada@acme.example")) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "wrapping-in-an-envelope",
    description: "In the envelope a forged assertion holds the signed one",
    reference: "Somorovsky et al., USENIX Security 2012, XSW4",
    build() {
      const genuine = evesAssertion();
      return {
        xml: enveloped(
          forged(genuine).replace("</saml:Conditions>", `</saml:Conditions><saml:Advice>${genuine}</saml:Advice>`),
        ),
      };
    },
    stoppedBy: byRule("one-assertion", "signature-structure", "several-assertions", "decrypt-assertion"),
    behindIt: next("decrypt-assertion", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "signature-twice-in-an-envelope",
    description: "In the envelope the assertion has two signatures, the first by Eve's own key",
    reference: null,
    build() {
      const genuine = evesAssertion();
      const own = signatureIn(evesAssertion({ signing: { key: "stranger-rsa" } }));
      return { xml: enveloped(before(genuine, signatureIn(genuine), own)) };
    },
    stoppedBy: byRule("one-signature-each", "signature-structure", "several-signatures", "decrypt-assertion"),
    behindIt: next("decrypt-assertion", "schema", "not-valid"),
    withoutInspection: next("decrypt-assertion", "schema", "not-valid"),
  },
  {
    name: "comment-in-an-envelope",
    description: "In the envelope a comment cuts the signed NameID in two",
    reference: "CVE-2017-11427 family",
    build: () => ({
      xml: enveloped(
        swap(evesAssertion({ nameId: "ada@acme.example.evil.example" }), ".evil.example<", "<!---->.evil.example<"),
      ),
    }),
    stoppedBy: byRule("no-comments", "comment", "comment", "decrypt-assertion"),
    behindIt: admits("acme: ada@acme.example.evil.example"),
    withoutInspection: admits("acme: ada@acme.example.evil.example"),
  },
  {
    name: "processing-instruction-in-an-envelope",
    description: "In the envelope a processing instruction cuts the signed NameID in two",
    reference: "CVE-2017-11427 family",
    build: () => ({
      xml: enveloped(
        swap(evesAssertion({ nameId: "ada@acme.example.evil.example" }), ".evil.example<", "<?x y?>.evil.example<"),
      ),
    }),
    stoppedBy: byRule(
      "no-processing-instructions",
      "processing-instruction",
      "processing-instruction",
      "decrypt-assertion",
    ),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
  {
    name: "doctype-in-an-envelope",
    description: "In the envelope a document type declares entities",
    reference: "CWE-611",
    build: () => ({ xml: enveloped(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${evesAssertion()}`) }),
    stoppedBy: byRule("no-doctype", "doctype", "doctype", "decrypt-assertion"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "latin-1-in-an-envelope",
    description: "In the envelope an XML declaration names another encoding",
    reference: null,
    build: () => ({ xml: enveloped(`<?xml version="1.0" encoding="ISO-8859-1"?>${evesAssertion()}`) }),
    stoppedBy: byRule("utf-8", "malformed", "encoding", "decrypt-assertion"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "reference-flood-in-an-envelope",
    description: "In the envelope the signature has eighty references, each of which costs a canonicalization",
    reference: "XML Signature Best Practices §2.1; measured: 1.6 s in samlify",
    build: () => ({
      xml: enveloped(evesAssertion().replace(/<ds:Reference .*<\/ds:Reference>/s, (one) => one.repeat(80))),
    }),
    stoppedBy: byRule("signed-info-shape", "signature-structure", "signature-children", "decrypt-assertion"),
    behindIt: next("decrypt-assertion", "algorithm", "transforms"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "signature-value"),
  },
  {
    name: "xslt-in-an-envelope",
    description: "In the envelope the signature asks for a stylesheet to run",
    reference: "CVE-2022-47966 (ManageEngine)",
    build: () => ({
      xml: enveloped(
        swap(
          evesAssertion(),
          "</ds:Transforms>",
          '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></ds:Transforms>',
        ),
      ),
    }),
    stoppedBy: byRule("transforms", "algorithm", "transforms", "decrypt-assertion"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "signature-value"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "signature-value"),
  },
  {
    name: "envelope-in-an-envelope",
    description: "What is decrypted is another EncryptedAssertion, and so on for as long as anybody decrypts",
    reference: null,
    build: () => ({
      xml: enveloped(
        /<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/s.exec(enveloped(evesAssertion()))?.[0] ?? "",
      ),
    }),
    stoppedBy: byRule("root-element", "signature-structure", "not-an-assertion", "decrypt-assertion"),
    behindIt: next("verify-with-libxml2", "signature-missing", "no-signature"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "response-in-an-envelope",
    description: "What is decrypted is a whole Response",
    reference: null,
    build: () => ({ xml: enveloped(adas({ sign: "assertion" })) }),
    stoppedBy: byRule("root-element", "signature-structure", "not-an-assertion", "decrypt-assertion"),
    behindIt: next("decrypt-assertion", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "two-assertions-in-an-envelope",
    description: "What is decrypted is a forged assertion and a signed one",
    reference: null,
    build: () => ({ xml: enveloped(forged(evesAssertion()) + evesAssertion()) }),
    stoppedBy: byParser("decrypt-assertion"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "envelope-under-a-signature-of-another-response",
    description: "The ciphertext under a genuine Response signature is exchanged for Eve's",
    reference: "CVE-2016-5697 class (ruby-saml)",
    build() {
      const genuine = eves({ sign: "response", encrypt: {} });
      const envelope = /<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/s;
      return {
        xml: genuine.replace(envelope, envelope.exec(enveloped(assertionIn(adas({ sign: "none" }))))?.[0] ?? ""),
      };
    },
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "name-in-an-envelope-and-in-clear",
    description: "Beside the encrypted NameID, which was signed, Eve puts one in clear",
    reference: null,
    build: () => ({
      xml: eves({ sign: "assertion", encryptNameId: {} }).replace(
        "<saml:EncryptedID>",
        "<saml:NameID>ada@acme.example</saml:NameID><saml:EncryptedID>",
      ),
    }),
    stoppedBy: byStep("validate-schema", "schema", "not-valid"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest"),
  },
];
