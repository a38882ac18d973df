/** What an EncryptedAssertion or EncryptedID holds, as plain data (saml-core-2.0 §2.2.4, xmlenc-core1 §3). */
import type { XmlElement } from "libxml2-wasm";
import { attribute, elements, isElement, withDocument } from "../xml/document.ts";
import {
  CONTENT_ALGORITHMS,
  type ContentAlgorithm,
  ELEMENT_TYPE,
  ENCRYPTED_KEY_TYPE,
  OAEP,
  OAEP_DIGESTS,
  OAEP_MASKS,
  OAEP_MGF1P,
  type OaepHash,
  XENC11_NAMESPACE,
} from "./algorithms.ts";

interface KeyTransport {
  readonly digest: OaepHash;
  readonly mask: OaepHash;
}

export interface EncryptedParts {
  readonly content: ContentAlgorithm;
  readonly ciphertext: Buffer;
  readonly transport: KeyTransport;
  readonly encryptedKey: Buffer;
}

/** An RSA key of 8,192 bits is the largest that is of any use here. */
const MAXIMUM_KEY_BYTES = 1024;
const MAXIMUM_CONTENT_BYTES = 1024 * 1024;

function only(from: XmlElement, xpath: string): XmlElement {
  const [first, ...others] = elements(from, xpath);
  if (!first || others.length > 0) throw new Error(`expected exactly one ${xpath}`);
  return first;
}

function atMostOne(from: XmlElement, xpath: string): XmlElement | undefined {
  return elements(from, xpath).length === 0 ? undefined : only(from, xpath);
}

function cipherBytes(encrypted: XmlElement, maximum: number): Buffer {
  const data = only(encrypted, "./xenc:CipherData");
  if (elements(data, "./*").length !== 1) throw new Error("expected nothing but a CipherValue in CipherData");
  const base64 = only(data, "./xenc:CipherValue").content.replace(/[\t\n\r ]/g, "");
  if (base64.length > (maximum / 3) * 4 + 4) throw new Error("the CipherValue is too long");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new Error("the CipherValue is not base64");
  return Buffer.from(base64, "base64");
}

function contentAlgorithm(encryptedData: XmlElement): ContentAlgorithm {
  const known = CONTENT_ALGORITHMS[attribute(only(encryptedData, "./xenc:EncryptionMethod"), "Algorithm") ?? ""];
  if (!known) throw new Error("the content's algorithm is not taken");
  return known;
}

function maskOf(method: XmlElement): OaepHash {
  const masks = elements(method, `./*[local-name()='MGF' and namespace-uri()='${XENC11_NAMESPACE}']`);
  if (masks.length > 1) throw new Error("expected at most one MGF");
  const [named] = masks;
  const mask = named ? OAEP_MASKS[attribute(named, "Algorithm") ?? ""] : "sha1";
  if (!mask) throw new Error("the mask generation function is not taken");
  return mask;
}

function keyTransport(encryptedKey: XmlElement): KeyTransport {
  const method = only(encryptedKey, "./xenc:EncryptionMethod");
  const algorithm = attribute(method, "Algorithm");
  if (algorithm !== OAEP && algorithm !== OAEP_MGF1P) throw new Error("the key transport is not RSA-OAEP");
  if (atMostOne(method, "./xenc:OAEPparams")) throw new Error("OAEPparams are not taken");
  const named = atMostOne(method, "./ds:DigestMethod");
  const digest = named ? OAEP_DIGESTS[attribute(named, "Algorithm") ?? ""] : "sha1";
  if (!digest) throw new Error("the digest of the key transport is not taken");
  const mask = maskOf(method);
  if (algorithm === OAEP_MGF1P && mask !== "sha1") throw new Error("rsa-oaep-mgf1p has no mask but MGF1 with SHA-1");
  return { digest, mask };
}

/** The one EncryptedKey: within the EncryptedData's KeyInfo, or beside the EncryptedData, where a RetrievalMethod may name it. */
function findEncryptedKey(root: XmlElement, encryptedData: XmlElement): XmlElement {
  const key = only(root, ".//xenc:EncryptedKey");
  const within = atMostOne(encryptedData, "./ds:KeyInfo/xenc:EncryptedKey");
  if (!within) only(root, "./xenc:EncryptedKey");
  const retrieval = atMostOne(root, ".//ds:RetrievalMethod");
  if (!retrieval) return key;
  const type = attribute(retrieval, "Type");
  const id = attribute(key, "Id");
  if (id === null || attribute(retrieval, "URI") !== `#${id}` || (type !== null && type !== ENCRYPTED_KEY_TYPE))
    throw new Error("the RetrievalMethod does not name the EncryptedKey");
  if (elements(retrieval, "./*").length > 0) throw new Error("a RetrievalMethod with transforms is not taken");
  return key;
}

/**
 * @param xml the EncryptedAssertion or EncryptedID, or the Response that an EncryptedAssertion stands in: it may be large, and is
 *   not copied out first
 * @throws Error that says what is not taken: for the log only
 */
export function readEncryptedParts(xml: string): EncryptedParts {
  return withDocument(xml, (document) => {
    const root = isElement(document.root, "p", "Response")
      ? only(document.root, "./a:EncryptedAssertion")
      : document.root;
    const encryptedData = only(root, "./xenc:EncryptedData");
    only(root, ".//xenc:EncryptedData");
    const type = attribute(encryptedData, "Type");
    if (type !== null && type !== ELEMENT_TYPE) throw new Error("what is encrypted is not an element");
    const encryptedKey = findEncryptedKey(root, encryptedData);
    return {
      content: contentAlgorithm(encryptedData),
      ciphertext: cipherBytes(encryptedData, MAXIMUM_CONTENT_BYTES),
      transport: keyTransport(encryptedKey),
      encryptedKey: cipherBytes(encryptedKey, MAXIMUM_KEY_BYTES),
    };
  });
}
