/** What it was signed with: weaker algorithms, keys used for another purpose, values that fit everything. */
import { createHmac, X509Certificate } from "node:crypto";
import { XmlC14NMode, XmlDocument, type XmlElement } from "libxml2-wasm";
import { certificatePem } from "../fixtures/keys.ts";
import { type Attack, admits, byRule, byStep, next } from "./attack.ts";
import { AS_EVE, DS, eves, evesWith, signedInfo } from "./ingredients.ts";

const METHOD = /(<ds:SignatureMethod Algorithm=)"[^"]*"/;
const DIGEST_METHOD = /(<ds:DigestMethod Algorithm=)"[^"]*"/;
const VALUE = /(<ds:SignatureValue>)[^<]*/;

/** Exclusive C14N of SignedInfo, as any verifier would have it. */
function signedInfoOctets(xml: string): string {
  const document = XmlDocument.fromString(xml);
  try {
    const node = document.get("//ds:SignedInfo", { ds: DS }) as XmlElement;
    return node.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  } finally {
    document.dispose();
  }
}

/** A message forged for Ada, whose HMAC has the provider's public key for a secret. */
function hmac(uri: string, hash: string, secret: string, parameter = "", bytes?: number): string {
  const xml = evesWith(
    (draft) => {
      signedInfo((text) =>
        text.replace(
          /<ds:SignatureMethod [^>]*\/>/,
          `<ds:SignatureMethod Algorithm="${uri}">${parameter}</ds:SignatureMethod>`,
        ),
      )(draft);
    },
    { sign: "assertion", nameId: "ada@acme.example" },
  );
  const value = createHmac(hash, secret).update(signedInfoOctets(xml)).digest().subarray(0, bytes).toString("base64");
  return xml.replace(VALUE, `$1${value}`);
}

const publicKeyPem = () =>
  String(new X509Certificate(certificatePem("acme-rsa")).publicKey.export({ type: "spki", format: "pem" }));

const methodOf = (uri: string) =>
  evesWith(
    signedInfo((xml) => xml.replace(METHOD, `$1"${uri}"`)),
    { sign: "assertion" },
  );

/** Replaces the value of the first signature. */
const valued = (xml: string, bytes: Buffer) => xml.replace(VALUE, `$1${bytes.toString("base64")}`);

export const ALGORITHMS: readonly Attack[] = [
  {
    name: "hmac-with-the-certificate",
    description: "An HMAC whose secret is the provider's certificate, as published",
    reference: "xml-crypto: HMAC off by default for key confusion; CVE-2015-9235 class",
    build: () => ({ xml: hmac(`${DS}hmac-sha1`, "sha1", certificatePem("acme-rsa")) }),
    stoppedBy: byRule("signature-algorithm", "algorithm", "signature-algorithm"),
    behindIt: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
    withoutInspection: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
  },
  {
    name: "hmac-with-the-public-key",
    description: "An HMAC whose secret is the provider's public key",
    reference: "CVE-2015-9235 class: algorithm confusion",
    build: () => ({
      xml: hmac("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "sha256", publicKeyPem()),
    }),
    stoppedBy: byRule("signature-algorithm", "algorithm", "signature-algorithm"),
    behindIt: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
    withoutInspection: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
  },
  {
    name: "hmac-truncated",
    description: "An HMAC of which one byte is compared",
    reference: "CVE-2009-0217",
    build: () => ({
      xml: hmac(`${DS}hmac-sha1`, "sha1", "anything", "<ds:HMACOutputLength>8</ds:HMACOutputLength>", 1),
    }),
    stoppedBy: byRule("no-parameters", "algorithm", "algorithm-parameters"),
    behindIt: next("inspect-xml", "algorithm", "signature-algorithm"),
    withoutInspection: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
  },
  {
    name: "rsa-sha1",
    description: "The genuine key, with SHA-1, of which collisions can be made",
    reference: "Leurent and Peyrin, SHA-1 is a Shambles, USENIX Security 2020",
    build: () => ({ xml: eves({ signing: { algorithm: "rsa-sha1", digest: "sha1" } }) }),
    stoppedBy: byStep("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "sha1-digest",
    description: "The signature is strong, and the digest of the assertion is SHA-1",
    reference: "Leurent and Peyrin, USENIX Security 2020",
    build: () => ({ xml: eves({ signing: { digest: "sha1" } }) }),
    stoppedBy: byStep("select-identity-provider", "algorithm", "digest-algorithm-not-allowed"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "rsa-md5",
    description: "RSA with MD5",
    reference: "RFC 9231 §2.3.1; CVE-2004-2761 class",
    build: () => ({ xml: methodOf("http://www.w3.org/2001/04/xmldsig-more#rsa-md5") }),
    stoppedBy: byRule("signature-algorithm", "algorithm", "signature-algorithm"),
    behindIt: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
    withoutInspection: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
  },
  {
    name: "md5-digest",
    description: "The digest of the assertion is MD5",
    reference: "CVE-2004-2761 class",
    build: () => ({
      xml: evesWith(
        signedInfo((xml) => xml.replace(DIGEST_METHOD, '$1"http://www.w3.org/2001/04/xmldsig-more#md5"')),
        { sign: "assertion" },
      ),
    }),
    stoppedBy: byRule("digest-algorithm", "algorithm", "digest-algorithm"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest-algorithm"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest-algorithm"),
  },
  {
    name: "dsa-sha1",
    description: "DSA, with which nobody should sign any more",
    reference: null,
    build: () => ({ xml: methodOf(`${DS}dsa-sha1`) }),
    stoppedBy: byRule("signature-algorithm", "algorithm", "signature-algorithm"),
    behindIt: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
    withoutInspection: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
  },
  {
    name: "algorithm-named-like-a-property",
    description: "The algorithm is called constructor, which every object of the language has",
    reference: "CWE-1321",
    build: () => ({ xml: methodOf("constructor") }),
    stoppedBy: byRule("signature-algorithm", "algorithm", "signature-algorithm"),
    behindIt: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
    withoutInspection: next("select-identity-provider", "algorithm", "signature-algorithm-not-allowed"),
  },
  {
    name: "digest-named-like-a-property",
    description: "The digest is called __proto__",
    reference: "CWE-1321",
    build: () => ({
      xml: evesWith(
        signedInfo((xml) => xml.replace(DIGEST_METHOD, '$1"__proto__"')),
        { sign: "assertion" },
      ),
    }),
    stoppedBy: byRule("digest-algorithm", "algorithm", "digest-algorithm"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "digest-algorithm"),
    withoutInspection: next("verify-with-libxml2", "signature-invalid", "digest-algorithm"),
  },
  {
    name: "algorithm-of-another-key",
    description: "An ECDSA algorithm is named where the provider's keys are RSA",
    reference: null,
    build: () => ({ xml: methodOf("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256") }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "pss-salt-of-another-length",
    description: "An RSA-PSS algorithm is named over a PKCS #1 v1.5 signature of the same key",
    reference: null,
    build: () => ({ xml: methodOf("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1") }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "psychic-signature",
    description: "An ECDSA signature of two zeros, which fits every message where nobody checks the range",
    reference: "CVE-2022-21449 (Java)",
    build: () => ({ xml: valued(eves({ sign: "assertion", algorithm: "ecdsa-sha256" }), Buffer.alloc(64)) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "rsa-signature-of-zero",
    description: "An RSA signature value of zero",
    reference: "CVE-2021-30246 class",
    build: () => ({ xml: valued(eves({ sign: "assertion" }), Buffer.alloc(256)) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "rsa-signature-of-one",
    description: "An RSA signature value of one, whose every power is one",
    reference: "Bleichenbacher 2006, CVE-2006-4339 class",
    build: () => ({ xml: valued(eves({ sign: "assertion" }), Buffer.concat([Buffer.alloc(255), Buffer.from([1])])) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "white-space-that-is-not-base64",
    description: "The signature's value holds a no-break space, which decoders skip, count or stop at",
    reference: null,
    build: () => ({
      xml: eves({ sign: "assertion" }).replace(VALUE, (found) => `${found.slice(0, -4)}\u00b7${found.slice(-4)}`),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "not-base64"),
    behindIt: admits(AS_EVE),
  },
];
