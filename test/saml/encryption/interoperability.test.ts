import { createRequire } from "node:module";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { decryptElement } from "../../../lib/saml/encryption/decrypt-element.ts";
import { encryptElement } from "../../fixtures/encrypt.ts";
import { rightEncryption } from "../../fixtures/encryption-draft.ts";
import { certificatePem, privateKey, privateKeyPem } from "../../fixtures/keys.ts";

/** xml-encryption, which the demo identity provider encrypts with, has no types of its own. */
interface XmlEncryption {
  encrypt(content: string, options: object, callback: (error: Error | null, result: string) => void): void;
  decrypt(xml: string, options: object, callback: (error: Error | null, result: string) => void): void;
}

const require = createRequire(import.meta.url);
const xmlEncryption: XmlEncryption = require("xml-encryption");
const theirs = {
  encrypt: promisify(xmlEncryption.encrypt),
  decrypt: promisify(xmlEncryption.decrypt),
};

const PLAINTEXT = "<saml:NameID xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'>Zoë</saml:NameID>";
const quiet = { warnInsecureAlgorithm: false };

describe.each(["aes128-gcm", "aes256-gcm", "aes128-cbc", "aes256-cbc"] as const)("%s and xml-encryption", (content) => {
  const uri = `http://www.w3.org/${content.endsWith("gcm") ? "2009/xmlenc11" : "2001/04/xmlenc"}#${content}`;

  test("what it encrypts is decrypted here", async () => {
    const xml = await theirs.encrypt(PLAINTEXT, {
      ...quiet,
      rsa_pub: certificatePem("service-decryption"),
      pem: certificatePem("service-decryption"),
      encryptionAlgorithm: uri,
      keyEncryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
      disallowEncryptionWithInsecureAlgorithm: false,
    });
    const element = `<saml:EncryptedID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${xml}</saml:EncryptedID>`;
    expect(decryptElement(element, [privateKey("service-decryption")], { allowCbc: true })).toBe(PLAINTEXT);
  });

  test("what the fixtures encrypt is decrypted there", async () => {
    const xml = `<a>${encryptElement(PLAINTEXT, rightEncryption({ content }))}</a>`;
    const key = privateKeyPem("service-decryption");
    const options = { ...quiet, key, disallowDecryptionWithInsecureAlgorithm: false };
    expect(await theirs.decrypt(xml, options)).toBe(PLAINTEXT);
  });
});
