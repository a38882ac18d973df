/** Verification of a signature value under a pinned key, by `node:crypto`. */
import { constants, createPublicKey, type KeyObject, verify, X509Certificate } from "node:crypto";
import { SIGNATURE_ALGORITHMS } from "../../config/schema.ts";

interface Scheme {
  readonly hash: string;
  /** Types of key the scheme may be used with: a key restricted to PSS never verifies anything else. */
  readonly keys: readonly string[];
  readonly options: { readonly padding?: number; readonly saltLength?: number; readonly dsaEncoding?: "ieee-p1363" };
}

const rsa = (hash: string): Scheme => ({ hash, keys: ["rsa"], options: { padding: constants.RSA_PKCS1_PADDING } });
/** RSASSA-PSS with MGF1 of the same hash and a salt as long as the hash (RFC 6931 §2.3.10). */
const pss = (hash: string): Scheme => ({
  hash,
  keys: ["rsa", "rsa-pss"],
  options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
});
/** XML signatures carry r and s side by side, not as DER (xmldsig-core1 §6.4.3). */
const ecdsa = (hash: string): Scheme => ({ hash, keys: ["ec"], options: { dsaEncoding: "ieee-p1363" } });

const SCHEMES: Readonly<Record<string, Scheme>> = {
  [SIGNATURE_ALGORITHMS["rsa-sha1"]]: rsa("sha1"),
  [SIGNATURE_ALGORITHMS["rsa-sha256"]]: rsa("sha256"),
  [SIGNATURE_ALGORITHMS["rsa-sha384"]]: rsa("sha384"),
  [SIGNATURE_ALGORITHMS["rsa-sha512"]]: rsa("sha512"),
  [SIGNATURE_ALGORITHMS["rsa-pss-sha256"]]: pss("sha256"),
  [SIGNATURE_ALGORITHMS["rsa-pss-sha384"]]: pss("sha384"),
  [SIGNATURE_ALGORITHMS["rsa-pss-sha512"]]: pss("sha512"),
  [SIGNATURE_ALGORITHMS["ecdsa-sha256"]]: ecdsa("sha256"),
  [SIGNATURE_ALGORITHMS["ecdsa-sha384"]]: ecdsa("sha384"),
  [SIGNATURE_ALGORITHMS["ecdsa-sha512"]]: ecdsa("sha512"),
};

const keys = new Map<string, KeyObject>();

/** The public key of a pinned certificate; parsed once a process. */
export function publicKeyOf(pem: string): KeyObject {
  let key = keys.get(pem);
  if (!key) {
    key = createPublicKey(new X509Certificate(pem).publicKey.export({ type: "spki", format: "pem" }));
    keys.set(pem, key);
  }
  return key;
}

/**
 * @param algorithm identifier of the signature algorithm
 * @param signed the octets that were signed
 * @returns whether the value is a signature of them under the key; `false` too where key and algorithm do not fit, so that
 *   no key is ever used for a purpose it was not made for
 */
export function verifySignatureValue(algorithm: string, signed: Buffer, key: KeyObject, value: Buffer): boolean {
  const scheme = Object.hasOwn(SCHEMES, algorithm) ? SCHEMES[algorithm] : undefined;
  if (!scheme?.keys.includes(key.asymmetricKeyType ?? "")) return false;
  return verify(scheme.hash, signed, { key, ...scheme.options }, value);
}
