/** The first reading: libxml2 canonicalizes the original bytes, `node:crypto` verifies. Ten times cheaper than the second. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { XmlElement } from "libxml2-wasm";
import type { IdentityProvider } from "../../config/configuration.ts";
import type { InspectedSignature } from "../inspected.ts";
import type { Refuse } from "../refusal.ts";
import { exclusiveC14n } from "../xml/canonicalize.ts";
import { element, withDocument } from "../xml/document.ts";
import { DIGESTS } from "../xml/names.ts";
import { namesForeignCertificate, type Reading, summarize, textOf, type VerifiableMessage } from "./reading.ts";
import { publicKeyOf, verifySignatureValue } from "./verification.ts";

type RefuseReading = Refuse<"verify-with-libxml2">;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The signed element: the root, or the assertion under it. */
function signedElementOf(root: XmlElement, signature: InspectedSignature): XmlElement | null {
  return signature.on === "response" || root.name === "Assertion" ? root : element(root, "./a:Assertion");
}

/** libxml2 gives up on namespaces that are relative (xml-c14n §1.3): nothing is ever verified over what it leaves. */
function canonical(node: XmlElement, prefixes: readonly string[], refuse: RefuseReading): string {
  try {
    return exclusiveC14n(node, prefixes);
  } catch (cause) {
    throw refuse("signature-invalid", { problem: "not-canonicalizable", found: node.name, cause });
  }
}

/**
 * Verifies one signature over `xml`: first its value under each pinned key, then the digest of the element it stands in.
 * @returns the fingerprint of the pinned certificate whose key verified
 * @throws LoginRefused `untrusted-certificate` or `signature-invalid`
 */
export function verifyOne(
  xml: string,
  signature: InspectedSignature,
  provider: IdentityProvider,
  refuse: RefuseReading,
): string {
  return withDocument(xml, (document) => {
    const signed = signedElementOf(document.root, signature);
    const node = signed && element(signed, "./ds:Signature");
    const signedInfo = node && element(node, "./ds:SignedInfo");
    if (!signed || !node || !signedInfo) throw refuse("signature-missing", { problem: "signature-not-found" });

    // Decoders differ in what they make of other characters: nothing that is not base64 reaches one.
    if (!BASE64.test(signature.signatureValue) || !BASE64.test(signature.digestValue))
      throw refuse("signature-invalid", { problem: "not-base64", found: signature.on });

    const octets = Buffer.from(canonical(signedInfo, signature.signedInfoPrefixes, refuse));
    const value = Buffer.from(signature.signatureValue, "base64");
    const certificate = provider.certificates.find(({ pem }) =>
      verifySignatureValue(signature.signatureAlgorithm, octets, publicKeyOf(pem), value),
    );
    if (!certificate) {
      if (namesForeignCertificate(signature, provider))
        throw refuse("untrusted-certificate", { problem: "certificate-not-pinned", found: signature.on });
      throw refuse("signature-invalid", { problem: "signature-value", found: signature.on });
    }

    node.remove();
    const algorithm = Object.hasOwn(DIGESTS, signature.digestAlgorithm)
      ? DIGESTS[signature.digestAlgorithm]
      : undefined;
    if (!algorithm)
      throw refuse("signature-invalid", { problem: "digest-algorithm", found: signature.digestAlgorithm });
    const digest = createHash(algorithm)
      .update(canonical(signed, signature.referencePrefixes, refuse))
      .digest();
    const expected = Buffer.from(signature.digestValue, "base64");
    if (digest.length !== expected.length || !timingSafeEqual(digest, expected))
      throw refuse("signature-invalid", { problem: "digest", found: signature.on });
    return certificate.fingerprint;
  });
}

/** Exclusive C14N of the assertion that stands in the response, or is the decrypted document, without its Signature. */
function canonicalAssertionOf(message: VerifiableMessage, refuse: RefuseReading): string {
  return withDocument(message.decrypted ?? message.response, (document) => {
    const assertion = message.decrypted === null ? element(document.root, "./a:Assertion") : document.root;
    if (!assertion) throw refuse("signature-missing", { problem: "assertion-not-found" });
    element(assertion, "./ds:Signature")?.remove();
    return canonical(assertion, [], refuse);
  });
}

/**
 * Every signature present must verify; inspection has made sure that each covers the element it stands in.
 * @throws LoginRefused
 */
export function readWithLibxml2(
  message: VerifiableMessage,
  provider: IdentityProvider,
  refuse: RefuseReading,
): Reading {
  const verified = message.signatures.map((signature) => ({
    signature,
    fingerprint: verifyOne(textOf(message, signature), signature, provider, refuse),
  }));
  if (verified.length === 0) throw refuse("signature-missing", { problem: "no-signature" });
  return summarize([canonicalAssertionOf(message, refuse)], verified);
}
