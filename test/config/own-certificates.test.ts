import { describe, expect, test } from "@jest/globals";
import { certificate } from "./helpers/certificates.ts";
import { spoiltStage } from "./helpers/spoilt-stage.ts";

const spoilt = spoiltStage();

describe("own certificates", () => {
  async function ownRefusal(key: "signingCertificate" | "decryptionCertificates", pem: string): Promise<string> {
    spoilt.folder.write("trust/own.pem", pem);
    const value = key === "signingCertificate" ? "own.pem" : "[own.pem]";
    const message = await spoilt.refusalOf("metadata\n", `metadata\n  ${key}: ${value}\n`);
    return message.replace("the configuration cannot be used: trust/own.pem: ", "");
  }

  test("a private key in place of the certificate", async () => {
    expect(await ownRefusal("signingCertificate", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----")).toBe(
      "expected a certificate, found a private key: it belongs into the secret, not here",
    );
  });

  test("two certificates in one file", async () => {
    const { pem } = certificate();
    expect(await ownRefusal("signingCertificate", `${pem}\n${pem}`)).toBe("expected one certificate in PEM, found 2");
  });

  test("a certificate that is garbage", async () => {
    const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    expect(await ownRefusal("signingCertificate", pem)).toBe(
      "expected an X.509 certificate, found something else: export it again",
    );
  });

  test("a decryption key that cannot decrypt", async () => {
    const { pem } = certificate("p-256");
    expect(await ownRefusal("decryptionCertificates", pem)).toBe(
      "expected an RSA key, which decryption needs, found one of type ec",
    );
  });

  test("a file that is missing", async () => {
    expect(await spoilt.refusalOf("metadata\n", "metadata\n  signingCertificate: gone.pem\n")).toBe(
      "the configuration cannot be used: trust/gone.pem: expected the signing certificate in PEM, but there is no such file",
    );
  });
});
