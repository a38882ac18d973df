import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";

export interface KeyAndCertificate {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

/** Ten years: nobody renews what signs in on a laptop. */
const TEN_YEARS = 3650;

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** A new RSA key with a certificate it signed itself: SAML pins certificates, it does not follow chains. */
export async function makeKeyAndCertificate(
  commonName: string,
  now: Date,
  validDays = TEN_YEARS,
): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(RSA, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${commonName}`,
      // A clock that is set back after the first start must not make it invalid.
      notBefore: new Date(now.getTime() - 86_400_000),
      notAfter: new Date(now.getTime() + validDays * 86_400_000),
      signingAlgorithm: RSA,
      keys,
    },
    webcrypto as Crypto,
  );
  return {
    privateKeyPem: pem("PRIVATE KEY", await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)),
    certificatePem: `${certificate.toString("pem")}\n`,
  };
}
