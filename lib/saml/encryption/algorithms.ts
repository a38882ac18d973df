/** The algorithms of XML Encryption that are taken (xmlenc-core1 §5), by identifier. RSA 1.5 is not among them. */

const XENC = "http://www.w3.org/2001/04/xmlenc#";
const XENC11 = "http://www.w3.org/2009/xmlenc11#";

export type OaepHash = "sha1" | "sha256";

export interface ContentAlgorithm {
  readonly cipher: "aes-128-gcm" | "aes-192-gcm" | "aes-256-gcm" | "aes-128-cbc" | "aes-192-cbc" | "aes-256-cbc";
  readonly mode: "gcm" | "cbc";
  readonly keyBytes: 16 | 24 | 32;
}

export const CONTENT_ALGORITHMS: Readonly<Record<string, ContentAlgorithm>> = {
  [`${XENC11}aes128-gcm`]: { cipher: "aes-128-gcm", mode: "gcm", keyBytes: 16 },
  [`${XENC11}aes192-gcm`]: { cipher: "aes-192-gcm", mode: "gcm", keyBytes: 24 },
  [`${XENC11}aes256-gcm`]: { cipher: "aes-256-gcm", mode: "gcm", keyBytes: 32 },
  [`${XENC}aes128-cbc`]: { cipher: "aes-128-cbc", mode: "cbc", keyBytes: 16 },
  [`${XENC}aes192-cbc`]: { cipher: "aes-192-cbc", mode: "cbc", keyBytes: 24 },
  [`${XENC}aes256-cbc`]: { cipher: "aes-256-cbc", mode: "cbc", keyBytes: 32 },
};

/** RSA-OAEP of XML Encryption 1.0, whose mask is always MGF1 with SHA-1, and of 1.1, which names it. */
export const OAEP_MGF1P = `${XENC}rsa-oaep-mgf1p`;
export const OAEP = `${XENC11}rsa-oaep`;

export const OAEP_DIGESTS: Readonly<Record<string, OaepHash>> = {
  "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
  [`${XENC}sha256`]: "sha256",
};

export const OAEP_MASKS: Readonly<Record<string, OaepHash>> = {
  [`${XENC11}mgf1sha1`]: "sha1",
  [`${XENC11}mgf1sha256`]: "sha256",
};

export const ELEMENT_TYPE = `${XENC}Element`;
export const ENCRYPTED_KEY_TYPE = `${XENC}EncryptedKey`;
export const XENC11_NAMESPACE = XENC11;
