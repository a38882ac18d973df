/** Rolling the service provider's own keys: what is published, what signs and what decrypts in each phase. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { createAuthnRequest } from "../../../lib/saml/authn-request/create-authn-request.ts";
import { serviceProviderMetadata } from "../../../lib/saml/service-provider-metadata.ts";
import { certificatePem, privateKeyPem } from "../../fixtures/keys.ts";
import { certificatesAtCommandLine } from "./certificates-at-command-line.ts";

const { certificates, secrets, passes, inForce, deployFile, deployElsewhere } = certificatesAtCommandLine();

const rotate = (purpose: string, ...args: readonly string[]) =>
  certificates("rotate", "--purpose", purpose, "--by", "dana", ...args);

const base64Of = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, "");

/** The certificates of a purpose in our metadata, in base64. */
async function publishedFor(use: "signing" | "encryption"): Promise<readonly string[]> {
  const xml = serviceProviderMetadata(await inForce());
  const descriptors = xml.match(new RegExp(`<KeyDescriptor use="${use}">.*?</KeyDescriptor>`, "gs")) ?? [];
  return descriptors.map((each) => /X509Certificate>([^<]*)</.exec(each)?.[1] ?? "");
}

/** The certificate that the command prints for the identity providers. */
const certificateIn = (out: string) =>
  /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----/.exec(out)?.[0] ?? "";

/** A request as the login function makes it with what the secret holds. */
async function signRequest() {
  const { serviceProvider } = await inForce();
  return createAuthnRequest({
    serviceProvider,
    identityProvider: { entityId: "https://idp.test", wantAuthnRequestsSigned: true },
    destination: "https://idp.test/sso",
    relayState: null,
    signingKey: String(secrets.get("signing")?.privateKeyPem),
    now: new Date(),
  });
}

const isKeyOf = (certificate: string, key: unknown) =>
  new X509Certificate(certificate).checkPrivateKey(createPrivateKey(String(key)));

describe("samltrail certificates rotate --purpose signing", () => {
  test("publishes, uses, withdraws: a provider that follows our metadata never meets a key that it does not know", async () => {
    const old = base64Of(certificatePem("service-signing"));
    const begun = await rotate("signing");
    expect(begun).toMatchObject({
      code: 0,
      out: expect.stringContaining("AuthnRequests are still signed with the old key"),
    });
    const next = certificateIn(begun.out);
    expect(await publishedFor("signing")).toEqual([old, base64Of(next)]);
    expect(secrets.get("signing")?.privateKeyPem).toBe(privateKeyPem("service-signing"));
    await signRequest();

    expect(await rotate("signing")).toMatchObject({
      code: 1,
      out: expect.stringContaining("next: --step use, from 2026-08-01 13:05"),
    });
    expect(await rotate("signing", "--step", "use")).toMatchObject({
      code: 1,
      error: expect.stringContaining("wait until"),
    });
    expect(await rotate("signing", "--step", "withdraw")).toMatchObject({
      code: 1,
      error: "the next step is use, not withdraw",
    });
    passes(66);
    const used = await rotate("signing", "--step", "use");
    expect(used).toMatchObject({ code: 0, out: expect.stringContaining("signed with the new key") });
    expect(isKeyOf(next, secrets.get("signing")?.privateKeyPem)).toBe(true);
    expect(secrets.get("signing")).not.toHaveProperty("nextPrivateKeyPem");
    expect(await publishedFor("signing")).toEqual([base64Of(next), old]);
    await signRequest();
    // A process that has the old key still signs with what our metadata still holds.
    secrets.set("signing", { privateKeyPem: privateKeyPem("service-signing") });
    await signRequest();

    expect((await certificates()).out).toContain(
      "being rolled, the new certificate is used; next: samltrail certificates rotate --purpose signing --step withdraw",
    );
    passes(66);
    expect(await rotate("signing", "--step", "withdraw")).toMatchObject({
      code: 0,
      out: expect.stringContaining(next),
    });
    expect(await publishedFor("signing")).toEqual([base64Of(next)]);

    // Deployed at last: the file counts, and says the same.
    deployFile("signing.pem", next);
    expect(await publishedFor("signing")).toEqual([base64Of(next)]);
  });

  test("begins again with another key where it is told to, and hurries where it is told to", async () => {
    const first = certificateIn((await rotate("signing")).out);
    const second = certificateIn((await rotate("signing", "--step", "publish", "--again")).out);
    expect(second).not.toBe(first);
    expect((await rotate("signing", "--step", "use", "--at-once")).code).toBe(0);
    expect(isKeyOf(second, secrets.get("signing")?.privateKeyPem)).toBe(true);
    expect(await rotate("signing", "--step", "publish", "--again")).toMatchObject({
      code: 1,
      error: "the next step is withdraw, not publish",
    });
  });

  test("does not use what the secret does not hold", async () => {
    await rotate("signing");
    secrets.set("signing", { privateKeyPem: privateKeyPem("service-signing") });
    const used = await rotate("signing", "--step", "use", "--at-once");
    expect(used).toMatchObject({
      code: 1,
      error: expect.stringContaining("does not hold the key of the next certificate"),
    });
    expect(await publishedFor("signing")).toHaveLength(2);
  });

  test("is not used before our metadata shows it, as where another trust folder is deployed", async () => {
    await rotate("signing");
    passes(66);
    const here = process.env.BASE_URL;
    process.env.BASE_URL = "http://127.0.0.1:1";
    expect(await rotate("signing", "--step", "use")).toMatchObject({
      code: 1,
      error: expect.stringContaining("cannot be read"),
    });
    process.env.BASE_URL = here;
    deployElsewhere(certificatePem("globex-rsa"));
    const used = await rotate("signing", "--step", "use");
    deployElsewhere(null);
    expect(used).toMatchObject({ code: 1, error: expect.stringContaining("does not show the new certificate") });
    expect(secrets.get("signing")?.privateKeyPem).toBe(privateKeyPem("service-signing"));
  });

  test("is overtaken by the deployment of another certificate", async () => {
    await rotate("signing");
    deployFile("signing.pem", certificatePem("globex-rsa"));
    expect(await publishedFor("signing")).toEqual([base64Of(certificatePem("globex-rsa"))]);
  });
});

describe("samltrail certificates rotate --purpose decryption", () => {
  const keys = () => secrets.get("decryption")?.privateKeyPems as readonly string[];

  test("has the new key decrypt everywhere before anybody can know its certificate, and drops the old one last", async () => {
    const old = base64Of(certificatePem("service-decryption"));
    const begun = await rotate("decryption");
    const next = certificateIn(begun.out);
    expect(keys()).toHaveLength(2);
    expect(keys()[0]).toBe(privateKeyPem("service-decryption"));
    expect(isKeyOf(next, keys()[1])).toBe(true);
    expect(await publishedFor("encryption")).toEqual([old]);
    passes(21);
    expect(await publishedFor("encryption")).toEqual([old, base64Of(next)]);
    passes(66);
    expect((await rotate("decryption", "--step", "use")).out).toContain(
      "our metadata has the new certificate only. The old key still decrypts.",
    );
    expect(await publishedFor("encryption")).toEqual([base64Of(next)]);
    expect(keys()).toHaveLength(2);
    passes(66);
    expect((await rotate("decryption", "--step", "withdraw")).code).toBe(0);
    expect(keys()).toHaveLength(1);
    expect(isKeyOf(next, keys()[0])).toBe(true);
  });
});

test("the purpose and the step are named", async () => {
  expect(await certificates("rotate")).toMatchObject({
    code: 2,
    error: expect.stringContaining("--purpose: expected"),
  });
  expect(await rotate("signing", "--step", "jump")).toMatchObject({
    code: 2,
    error: expect.stringContaining("--step: expected"),
  });
});
