import type { KeyObject } from "node:crypto";
import { constants, publicEncrypt } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { decryptElement } from "../../../lib/saml/encryption/decrypt-element.ts";
import { DecryptionFailed } from "../../../lib/saml/encryption/decryption-failed.ts";
import { encryptElement } from "../../fixtures/encrypt.ts";
import { type ContentAlgorithm, type EncryptionDraft, rightEncryption } from "../../fixtures/encryption-draft.ts";
import { certificatePem, privateKey } from "../../fixtures/keys.ts";

const PLAINTEXT = '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">Zoë</saml:NameID>';
const CURRENT = privateKey("service-decryption");
const NEXT = privateKey("service-decryption-next");

function encrypted(draft: Partial<EncryptionDraft> = {}, plaintext = PLAINTEXT): string {
  const inner = encryptElement(plaintext, rightEncryption(draft));
  return `<saml:EncryptedID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${inner}</saml:EncryptedID>`;
}

const open = (xml: string, keys: readonly KeyObject[] = [CURRENT], allowCbc = false) =>
  decryptElement(xml, keys, { allowCbc });

/** The failure, with what it keeps for the log. */
function failure(xml: string, keys?: readonly KeyObject[], allowCbc?: boolean): { message: string; cause: string } {
  try {
    open(xml, keys, allowCbc);
  } catch (error) {
    expect(error).toBeInstanceOf(DecryptionFailed);
    const { message, cause } = error as DecryptionFailed;
    return { message, cause: String(cause) };
  }
  throw new Error("it was decrypted");
}

const changed = (edit: (xml: string) => string, draft: Partial<EncryptionDraft> = {}) =>
  encrypted({ ...draft, edits: [edit] });

describe("decrypting an element", () => {
  const contents = ["aes128-gcm", "aes192-gcm", "aes256-gcm", "aes128-cbc", "aes192-cbc", "aes256-cbc"] as const;
  test.each(contents)("gives the plaintext of %s", (content: ContentAlgorithm) => {
    expect(open(encrypted({ content }), [CURRENT], true)).toBe(PLAINTEXT);
  });

  test.each([
    ["rsa-oaep-mgf1p", "sha1", "sha1"],
    ["rsa-oaep-mgf1p", "sha256", "sha1"],
    ["rsa-oaep", "sha1", "sha1"],
    ["rsa-oaep", "sha256", "sha256"],
    ["rsa-oaep", "sha256", "sha1"],
    ["rsa-oaep", "sha1", "sha256"],
  ] as const)("takes a key transported by %s with %s and MGF1 with %s", (transport, digest, mgf) => {
    expect(open(encrypted({ transport, digest, mgf }))).toBe(PLAINTEXT);
  });

  test("finds the EncryptedKey beside the EncryptedData, with or without a RetrievalMethod", () => {
    expect(open(encrypted({ placement: "sibling" }))).toBe(PLAINTEXT);
    const without = changed((xml) => xml.replace(/<ds:KeyInfo.*<\/ds:KeyInfo>/s, ""), { placement: "sibling" });
    expect(open(without)).toBe(PLAINTEXT);
  });

  test("tries every private key, so that a certificate can be rolled", () => {
    const both = [NEXT, CURRENT];
    expect(open(encrypted(), both)).toBe(PLAINTEXT);
    expect(open(encrypted({ recipient: "service-decryption-next" }), both)).toBe(PLAINTEXT);
    expect(open(encrypted(), [privateKey("curve-p256"), CURRENT])).toBe(PLAINTEXT);
  });

  test("reads a CipherValue in lines", () => {
    const lines = changed((xml) =>
      xml.replace(
        /(CipherValue>)([^<]+)/g,
        (_, tag: string, value: string) => `${tag}\n${value.replace(/.{64}/g, "$&\n")}\n`,
      ),
    );
    expect(open(lines)).toBe(PLAINTEXT);
  });

  test("takes an EncryptedData without a Type, and refuses one of content", () => {
    expect(open(changed((xml) => xml.replace(/ Type="[^"]*Element"/, "")))).toBe(PLAINTEXT);
    expect(failure(changed((xml) => xml.replace("#Element", "#Content"))).cause).toMatch(/not an element/);
  });
});

describe("what cannot be decrypted", () => {
  const secondKey = (xml: string) =>
    xml.replace(/<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/s, (found) => found + found);
  const algorithm = (from: string, to: string) => (xml: string) => xml.replace(from, to);

  test.each<[string, string, RegExp]>([
    ["an RSA 1.5 key transport", encrypted({ transport: "rsa-1_5" }), /not RSA-OAEP/],
    [
      "a content algorithm of another kind",
      changed(algorithm("2009/xmlenc11#aes256-gcm", "2001/04/xmlenc#tripledes-cbc")),
      /content's algorithm/,
    ],
    [
      "an OAEP digest of another kind",
      changed(algorithm("2001/04/xmlenc#sha256", "2000/09/xmldsig#md5"), { digest: "sha256" }),
      /digest/,
    ],
    [
      "a mask of another kind",
      changed(algorithm("mgf1sha256", "mgf1md5"), { transport: "rsa-oaep", digest: "sha256" }),
      /mask/,
    ],
    [
      "a mask where XML Encryption 1.0 has none",
      changed(algorithm("2009/xmlenc11#rsa-oaep", "2001/04/xmlenc#rsa-oaep-mgf1p"), {
        transport: "rsa-oaep",
        digest: "sha256",
      }),
      /no mask but/,
    ],
    [
      "OAEP parameters",
      changed((xml) => xml.replace(/(rsa-oaep-mgf1p">)/, "$1<xenc:OAEPparams>AAAA</xenc:OAEPparams>")),
      /OAEPparams/,
    ],
    ["two keys", changed(secondKey), /exactly one .*EncryptedKey/],
    [
      "no key",
      changed((xml) => xml.replace(/<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/s, "")),
      /exactly one .*EncryptedKey/,
    ],
    ["two EncryptedData", changed((xml) => xml + xml), /exactly one .*EncryptedData/],
    [
      "a CipherReference",
      changed((xml) => xml.replace(/<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/g, '<xenc:CipherReference URI="#x"/>')),
      /CipherValue/,
    ],
    [
      "a RetrievalMethod to elsewhere",
      changed(algorithm('URI="#_key-0001"', 'URI="#_other"'), { placement: "sibling" }),
      /RetrievalMethod/,
    ],
    [
      "a RetrievalMethod with transforms",
      changed((xml) => xml.replace(/(<ds:RetrievalMethod [^>]*)\/>/, "$1><ds:Transforms/></ds:RetrievalMethod>"), {
        placement: "sibling",
      }),
      /transforms/,
    ],
    ["a CipherValue that is not base64", changed((xml) => xml.replace("CipherValue>", "CipherValue>*")), /base64/],
    [
      "a key that is far too long",
      changed((xml) => xml.replace("CipherValue>", `CipherValue>${"A".repeat(4000)}`)),
      /too long/,
    ],
    ["no XML at all", "hello", /Error/],
    ["another key", encrypted({ recipient: "stranger-rsa" }), /authenticate/],
    [
      "a plaintext that is not UTF-8",
      encrypted({ editsOfPlaintext: [() => Buffer.from([0x3c, 0xff])] }),
      /not valid|ERR_ENCODING/,
    ],
  ])("is %s", (_, xml, cause) => {
    expect(failure(xml)).toEqual({
      message: "the element could not be decrypted",
      cause: expect.stringMatching(cause),
    });
  });

  test("is AES-CBC where it is not allowed", () => {
    expect(failure(encrypted({ content: "aes128-cbc" })).cause).toMatch(/AES-CBC is not allowed/);
  });

  test("is anything without a key", () => {
    expect(failure(encrypted(), []).cause).toMatch(/no decryption key/);
  });

  test("fails alike for a wrong RSA key, a changed encrypted key, a key of another length and a changed ciphertext", () => {
    const turn = (which: number) => (xml: string) => {
      let count = 0;
      return xml.replace(/(CipherValue>)([^<]+)/g, (found, tag: string, value: string) => {
        count += 1;
        if (count !== which) return found;
        const bytes = Buffer.from(value, "base64");
        bytes[0] = (bytes[0] ?? 0) ^ 1;
        return tag + bytes.toString("base64");
      });
    };
    const shortKey = (xml: string) => {
      const key = { key: certificatePem("service-decryption"), padding: constants.RSA_PKCS1_OAEP_PADDING };
      const other = publicEncrypt(key, Buffer.alloc(16)).toString("base64");
      return xml.replace(/(CipherValue>)([^<]+)/, (_, tag: string) => tag + other);
    };
    const cases = [encrypted({ recipient: "stranger-rsa" }), changed(turn(1)), changed(turn(2)), changed(shortKey)];
    const mixed = { transport: "rsa-oaep", digest: "sha256", mgf: "sha1" } as const;
    cases.push(changed(turn(1), mixed), encrypted({ ...mixed, recipient: "stranger-rsa" }));
    expect(new Set(cases.map((xml) => JSON.stringify(failure(xml)))).size).toBe(1);
  });

  test("is an AES-CBC ciphertext with a wrong padding, one that is no blocks, and a GCM one that is too short", () => {
    const cut = (bytes: number) => (xml: string) =>
      xml.replace(
        /(<\/ds:KeyInfo>.*CipherValue>)([^<]+)/s,
        (_, before: string, value: string) =>
          before + Buffer.from(value, "base64").subarray(0, bytes).toString("base64"),
      );
    expect(failure(changed(cut(16), { content: "aes128-cbc" }), [CURRENT], true).cause).toMatch(/not blocks/);
    expect(failure(changed(cut(33), { content: "aes128-cbc" }), [CURRENT], true).cause).toMatch(/not blocks/);
    expect(failure(changed(cut(27))).cause).toMatch(/too short/);
    // The last byte of the first block of this plaintext, `m`, is no length of a padding.
    expect(failure(changed(cut(32), { content: "aes128-cbc" }), [CURRENT], true).cause).toMatch(/padding/);
  });

  test("never shows the key or the plaintext in what is kept for the log", () => {
    const { cause } = failure(encrypted({ editsOfPlaintext: [(text) => Buffer.concat([text, Buffer.from([0xff])])] }));
    expect(cause).not.toMatch(/Zo|NameID/);
  });
});
