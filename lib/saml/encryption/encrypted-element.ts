/** The parts of an EncryptedAssertion or EncryptedID that decryption needs (xmlenc-core1 §3, saml-core-2.0 §2.3.4). */
import type { XmlElement } from "libxml2-wasm";
import { attribute, element, elements, withDocument } from "../xml/document.ts";
import { DecryptionFailed } from "./decryption-failed.ts";

const CONTENT_TYPE = "http://www.w3.org/2001/04/xmlenc#Element";

export interface EncryptedElement {
  readonly contentAlgorithm: string;
  readonly content: Buffer;
  readonly keyAlgorithm: string;
  /** Identifiers of the digest and of the mask generation function of OAEP, where the message names them. */
  readonly keyDigest: string | null;
  readonly keyMask: string | null;
  readonly key: Buffer;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function only(parent: XmlElement, xpath: string, what: string): XmlElement {
  const found = elements(parent, xpath);
  const [first] = found;
  if (!first || found.length > 1) throw new DecryptionFailed(`${found.length} times ${what}`);
  return first;
}

/** The octets of CipherValue. A CipherReference would have us fetch them from elsewhere: it is not followed. */
function cipherValue(parent: XmlElement): Buffer {
  if (elements(parent, "./xenc:CipherData/*").length !== 1)
    throw new DecryptionFailed("CipherData holds something else");
  const text = only(parent, "./xenc:CipherData/xenc:CipherValue", "CipherValue").content.replace(/\s+/g, "");
  if (!BASE64.test(text)) throw new DecryptionFailed("CipherValue is not base64");
  return Buffer.from(text, "base64");
}

/** The one EncryptedKey: inside KeyInfo, or beside EncryptedData and then, where a RetrievalMethod names one, the one named. */
function encryptedKeyOf(root: XmlElement, data: XmlElement): XmlElement {
  const key = only(root, "./xenc:EncryptedData/ds:KeyInfo/xenc:EncryptedKey | ./xenc:EncryptedKey", "EncryptedKey");
  const retrieval = element(data, "./ds:KeyInfo/ds:RetrievalMethod");
  if (retrieval && attribute(retrieval, "URI") !== `#${attribute(key, "Id")}`)
    throw new DecryptionFailed("RetrievalMethod names another key");
  return key;
}

/** @throws DecryptionFailed where the structure is not the one expected */
export function readEncryptedElement(xml: string): EncryptedElement {
  return withDocument(xml, ({ root }) => {
    const data = only(root, "./xenc:EncryptedData", "EncryptedData");
    const type = attribute(data, "Type");
    if (type !== null && type !== CONTENT_TYPE) throw new DecryptionFailed("EncryptedData is not of type Element");
    const key = encryptedKeyOf(root, data);
    const method = only(key, "./xenc:EncryptionMethod", "EncryptionMethod of the key");
    const digest = element(method, "./ds:DigestMethod");
    const mask = element(method, "./*[local-name()='MGF']");
    if (element(method, "./xenc:OAEPparams")) throw new DecryptionFailed("OAEPparams are not used here");
    return {
      contentAlgorithm: attribute(only(data, "./xenc:EncryptionMethod", "EncryptionMethod"), "Algorithm") ?? "",
      content: cipherValue(data),
      keyAlgorithm: attribute(method, "Algorithm") ?? "",
      keyDigest: digest && attribute(digest, "Algorithm"),
      keyMask: mask && attribute(mask, "Algorithm"),
      key: cipherValue(key),
    };
  });
}
