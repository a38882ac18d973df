/** Reads this service provider's own certificates, which stand in its metadata; the private keys are secrets. */
import { join } from "node:path";
import { certificateFromPem, UnusableCertificate } from "./certificate.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { readBoundedFile } from "./read-bounded-file.ts";

const MAXIMUM_BYTES = 64 * 1024;

/**
 * @param purpose a decryption key must be RSA: assertions are encrypted to it by RSA-OAEP
 * @returns the certificate in PEM
 * @throws ConfigurationError that names the file and what it should hold.
 */
export function readOwnCertificate(trustDirectory: string, name: string, purpose: "signing" | "decryption"): string {
  const file = join(trustDirectory, name);
  const text = readBoundedFile(file, MAXIMUM_BYTES, `the ${purpose} certificate in PEM`);
  try {
    const { pem, keyType } = certificateFromPem(text);
    if (purpose === "decryption" && keyType !== "rsa") {
      throw new UnusableCertificate(`expected an RSA key, which decryption needs, found one of type ${keyType}`);
    }
    return pem;
  } catch (error) {
    if (!(error instanceof UnusableCertificate)) throw error;
    throw new ConfigurationError([{ file, problem: error.message }], { cause: error });
  }
}
