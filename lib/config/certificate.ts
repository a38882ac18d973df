/** X.509 certificates as pinned keys: the key is what counts, and it must be strong. */
import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import type { PinnedCertificate } from "./configuration.ts";

const MINIMUM_RSA_BITS = 2048;
const CURVES: readonly string[] = ["prime256v1", "secp384r1", "secp521r1"];

/** What is wrong with a certificate; whoever reads the file says where. */
export class UnusableCertificate extends Error {
  override readonly name = "UnusableCertificate";
}

function checkStrength(key: KeyObject): void {
  const type = key.asymmetricKeyType;
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  if (type === "rsa" || type === "rsa-pss") {
    if (modulusLength >= MINIMUM_RSA_BITS) return;
    throw new UnusableCertificate(
      `expected an RSA key of at least ${MINIMUM_RSA_BITS} bits, found ${modulusLength}: let the provider make a new key`,
    );
  }
  if (type === "ec" && CURVES.includes(namedCurve)) return;
  const found = type === "ec" ? `the curve ${namedCurve}` : `a key of type ${type ?? "unknown"}`;
  throw new UnusableCertificate(`expected an RSA key, or an EC key on P-256, P-384 or P-521, found ${found}`);
}

function publicKeyOf(certificate: X509Certificate): KeyObject {
  try {
    return certificate.publicKey;
  } catch (error) {
    throw new UnusableCertificate("expected an RSA or EC key, found one that cannot be read", { cause: error });
  }
}

function parse(encoded: Buffer | string): X509Certificate {
  try {
    return new X509Certificate(encoded);
  } catch (error) {
    throw new UnusableCertificate("expected an X.509 certificate, found something else: export it again", {
      cause: error,
    });
  }
}

function pinned(certificate: X509Certificate): PinnedCertificate {
  checkStrength(publicKeyOf(certificate));
  return {
    pem: certificate.toString(),
    fingerprint: createHash("sha256").update(certificate.raw).digest("hex"),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  };
}

/**
 * A certificate as XML carries it: the base64 of its DER, white space allowed (XML Signature §4.5.4).
 * @throws UnusableCertificate where it is not one, or its key is too weak.
 */
export function certificateFromBase64(text: string): PinnedCertificate {
  const base64 = text.replace(/[\t\n\r ]+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    throw new UnusableCertificate("expected a certificate in base64, found other characters or nothing");
  }
  const der = Buffer.from(base64, "base64");
  const certificate = parse(der);
  if (!certificate.raw.equals(der)) {
    throw new UnusableCertificate("expected one certificate in DER, found other bytes around it");
  }
  return pinned(certificate);
}

/**
 * The one certificate of a PEM file.
 * @throws UnusableCertificate where there is none, more than one or a private key, or its key is too weak.
 */
export function certificateFromPem(text: string): PinnedCertificate & { readonly keyType: string } {
  if (/PRIVATE KEY-----/.test(text)) {
    throw new UnusableCertificate("expected a certificate, found a private key: it belongs into the secret, not here");
  }
  const count = text.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  if (count !== 1) throw new UnusableCertificate(`expected one certificate in PEM, found ${count}`);
  const certificate = parse(text);
  return { ...pinned(certificate), keyType: certificate.publicKey.asymmetricKeyType ?? "" };
}
