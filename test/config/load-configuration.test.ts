import { describe, expect, test } from "@jest/globals";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { certificate } from "./helpers/certificates.ts";
import { spoiltStage } from "./helpers/spoilt-stage.ts";
import { MAPPINGS, STAGE } from "./helpers/stage-folder.ts";

const spoilt = spoiltStage();

describe("a stage that is right", () => {
  test("is joined with its mappings and its trust material, defaults filled in", async () => {
    const configuration = await spoilt.folder.load();
    expect(configuration).toMatchObject({
      stage: "local",
      environment: "dev",
      session: { minutes: 60 },
      flood: { eventsPerMinute: 60 },
      metrics: { roleLimit: 50 },
      schemaValidator: "libxml2-wasm",
      serviceProvider: {
        entityId: "https://sp.test/metadata",
        baseUrl: "https://sp.test",
        acsUrl: "https://sp.test/saml/acs",
        signingCertificate: null,
        furtherSigningCertificates: [],
        decryptionCertificates: [],
      },
      roleMappings: [{ id: "auditors", samlRole: "Auditor" }],
    });
    expect(configuration.identityProviders).toHaveLength(1);
    expect(configuration.identityProviders[0]).toMatchObject({
      id: "okta",
      entityId: "https://idp.test/metadata",
      singleSignOnUrl: "https://idp.test/sso",
      wantAuthnRequestsSigned: false,
      clockSkewSeconds: 30,
      mayStartLogin: true,
    });
    expect(configuration.identityProviders[0]?.signatureAlgorithms).not.toContain("rsa-sha1");
  });

  test("may be served over http on a loopback address", async () => {
    const { serviceProvider } = await spoilt.folder.load({ baseUrl: "http://127.0.0.1:4000" });
    expect(serviceProvider.acsUrl).toBe("http://127.0.0.1:4000/saml/acs");
  });

  test("gives its own certificates in PEM", async () => {
    const signing = certificate("p-256");
    const decryption = certificate("rsa-2048");
    spoilt.folder.write("trust/sp.pem", signing.pem);
    spoilt.folder.write("trust/decrypt.pem", decryption.pem);
    spoilt.folder.write(
      "stage.yaml",
      STAGE.replace("metadata\n", "metadata\n  signingCertificate: sp.pem\n  decryptionCertificates: [decrypt.pem]\n"),
    );
    const { serviceProvider } = await spoilt.folder.load();
    expect(serviceProvider.signingCertificate?.trim()).toBe(signing.pem.trim());
    expect(serviceProvider.decryptionCertificates.map((pem) => pem.trim())).toEqual([decryption.pem.trim()]);
  });
});

test("the error carries the faults for programs", async () => {
  spoilt.folder.write("stage.yaml", STAGE.replace("clockSkewSeconds: 30", "clockSkewSeconds: 900"));
  const error = await spoilt.folder.load().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as ConfigurationError).faults).toEqual([
    {
      file: `${spoilt.folder.path}/stage.yaml`,
      line: 16,
      column: 5,
      path: "identityProviders[0].clockSkewSeconds",
      problem: "expected at most 300, found 900",
    },
  ]);
});

test("faults of the stage file, the mappings and the trust material come together", async () => {
  spoilt.folder.write("trust/okta.xml", "<rss/>");
  spoilt.folder.write("mappings.yaml", MAPPINGS.replace("environment: dev", "environment: lab"));
  expect(await spoilt.refusalOf("default: /", "default: /x")).toBe(
    [
      "the configuration cannot be used, 3 faults:",
      '  stage.yaml:9:3: relayState.default: expected one of the places that relayState.allowed lists, found "/x"',
      '  mappings.yaml:5:5: mappings[0].environment: expected one of environments, found "lab"; known are dev, prod',
      "  trust/okta.xml:1: expected SAML metadata with an EntityDescriptor, found rss",
    ].join("\n"),
  );
});
