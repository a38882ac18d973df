/** Verification of one signature by xml-crypto's `SignedXml`, on the original string and under one pinned key. */
import { createHash } from "node:crypto";
import { DOMParser } from "@xmldom/xmldom";
import { ExclusiveCanonicalization, SignedXml } from "xml-crypto";
import type { InspectedSignature } from "../inspected.ts";
import { DIGESTS, NAMESPACES } from "../xml/names.ts";
import { publicKeyOf, verifySignatureValue } from "./verification.ts";

/**
 * xmldom takes U+0085 and U+2028 for line ends, as XML 1.1 does; the messages are XML 1.0. As character references they mean
 * the same and are left alone.
 */
const keepLineSeparators = (xml: string) => xml.replace(/[\u0085\u2028]/g, (each) => `&#${each.charCodeAt(0)};`);

function parse(xml: string): Element {
  const strict = (message: string): never => {
    throw new Error(`xmldom: ${message.slice(0, 200)}`);
  };
  const parser = new DOMParser({ errorHandler: { warning: strict, error: strict, fatalError: strict } });
  return parser.parseFromString(keepLineSeparators(xml), "text/xml").documentElement;
}

/** The texts of one reading, by what they are: a message that bears two signatures, or is tried under ten keys, is parsed once. */
export type Parsed = Map<string, Element>;

/** Nothing here changes the tree, and xml-crypto parses its own. */
function rootOf(xml: string, parsed: Parsed): Element {
  const root = parsed.get(xml) ?? parse(xml);
  parsed.set(xml, root);
  return root;
}

function childOf(parent: Element, namespace: string, name: string): Element | null {
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    const candidate = node as Element;
    if (candidate.localName === name && candidate.namespaceURI === namespace) return candidate;
  }
  return null;
}

const isAssertion = (node: Element) => node.localName === "Assertion" && node.namespaceURI === NAMESPACES.a;

/** The algorithms beside those xml-crypto knows; the verification is the same table that the first reading uses. */
function algorithmClass(identifier: string) {
  return class {
    getSignature = (): never => {
      throw new Error("only verification");
    };
    verifySignature = (material: string, key: unknown, value: string): boolean =>
      verifySignatureValue(identifier, Buffer.from(material), publicKeyOf(String(key)), Buffer.from(value, "base64"));
    getAlgorithmName = (): string => identifier;
  };
}

/** The digests of the first reading's table; xml-crypto itself lacks SHA-384. */
function hashClass(identifier: string) {
  return class {
    getHash = (xml: string): string =>
      createHash(DIGESTS[identifier] ?? "")
        .update(xml)
        .digest("base64");
    getAlgorithmName = (): string => identifier;
  };
}

/**
 * @param xml the text in which the signature stands
 * @param pem the pinned certificate; KeyInfo is not looked at
 * @param parsed gone with the reading: no message outlives its login
 * @returns exclusive C14N of the assertion that the signature covers (`null` where it covers a Response whose assertion is
 *   encrypted), or `false` where it does not verify
 * @throws Error where the text is not what xmldom accepts
 */
export function verifyWithSignedXml(
  xml: string,
  signature: InspectedSignature,
  pem: string,
  parsed: Parsed,
): string | null | false {
  const root = rootOf(xml, parsed);
  const inResponse = signature.on === "assertion" && !isAssertion(root);
  const signed = inResponse ? childOf(root, NAMESPACES.a, "Assertion") : root;
  const node = signed && childOf(signed, NAMESPACES.ds, "Signature");
  if (!node) return false;
  const verifier = new SignedXml({ publicCert: pem, getCertFromKeyInfo: () => null });
  const own = algorithmClass(signature.signatureAlgorithm);
  verifier.SignatureAlgorithms = { [signature.signatureAlgorithm]: own as never } as never;
  verifier.HashAlgorithms = { [signature.digestAlgorithm]: hashClass(signature.digestAlgorithm) as never } as never;
  verifier.idAttributes = ["ID"];
  verifier.loadSignature(node as never);
  if (!checks(verifier, keepLineSeparators(xml))) return false;
  const [covered, ...more] = verifier.getSignedReferences();
  if (covered === undefined || more.length > 0) return false;
  // Inspection admits enveloped-signature and exclusive C14N only: without a PrefixList this is the form that is compared.
  if (signature.on === "assertion" && signature.referencePrefixes.length === 0) return covered;
  return canonicalAssertionIn(covered);
}

/** xml-crypto answers `false` for a wrong digest and throws for a wrong value: to us both are a no. */
function checks(verifier: SignedXml, xml: string): boolean {
  try {
    return verifier.checkSignature(xml);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("invalid signature")) return false;
    throw error;
  }
}

/**
 * Exclusive C14N, by xml-crypto, of the assertion that a verified text is or holds, its Signature removed.
 * @returns `null` where there is none
 */
export function canonicalAssertionIn(xml: string): string | null {
  const root = parse(xml);
  const assertion = isAssertion(root) ? root : childOf(root, NAMESPACES.a, "Assertion");
  if (!assertion) return null;
  const own = childOf(assertion, NAMESPACES.ds, "Signature");
  if (own) assertion.removeChild(own);
  return new ExclusiveCanonicalization().process(assertion as never, {}).toString();
}
