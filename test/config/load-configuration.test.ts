import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import { certificate } from "./helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "./helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "./helpers/stage-folder.ts";

let folder: StageFolder;
let children: string;

beforeAll(() => {
  const { base64 } = certificate();
  children = keyDescriptor(base64, "signing") + singleSignOn("https://idp.test/sso");
  folder = stageFolder({});
});

beforeEach(() => {
  folder.write("stage.yaml", STAGE);
  folder.write("mappings.yaml", MAPPINGS);
  folder.write("trust/okta.xml", entity({ children }));
});

afterAll(() => folder.remove());

const SECOND_PROVIDER = `  - id: entra
    name: Entra
    metadata: entra.xml
    roleAttribute: Role
`;

async function refusalOf(from: string, to: string): Promise<string> {
  expect(STAGE).toContain(from);
  folder.write("stage.yaml", STAGE.replace(from, to));
  return folder.refusal();
}

async function mappingRefusalOf(from: string, to: string): Promise<string> {
  expect(MAPPINGS).toContain(from);
  folder.write("mappings.yaml", MAPPINGS.replace(from, to));
  return folder.refusal();
}

describe("a stage that is right", () => {
  test("is joined with its mappings and its trust material, defaults filled in", async () => {
    const configuration = await folder.load();
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
    const { serviceProvider } = await folder.load({ baseUrl: "http://127.0.0.1:4000" });
    expect(serviceProvider.acsUrl).toBe("http://127.0.0.1:4000/saml/acs");
  });

  test("gives its own certificates in PEM", async () => {
    const signing = certificate("p-256");
    const decryption = certificate("rsa-2048");
    folder.write("trust/sp.pem", signing.pem);
    folder.write("trust/decrypt.pem", decryption.pem);
    folder.write(
      "stage.yaml",
      STAGE.replace("metadata\n", "metadata\n  signingCertificate: sp.pem\n  decryptionCertificates: [decrypt.pem]\n"),
    );
    const { serviceProvider } = await folder.load();
    expect(serviceProvider.signingCertificate?.trim()).toBe(signing.pem.trim());
    expect(serviceProvider.decryptionCertificates.map((pem) => pem.trim())).toEqual([decryption.pem.trim()]);
  });
});

describe("what the schema refuses is named by file, line, path, expectation and finding", () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      "a number above its limit",
      "clockSkewSeconds: 30",
      "clockSkewSeconds: 900",
      "stage.yaml:15:5: identityProviders[0].clockSkewSeconds: expected at most 300, found 900",
    ],
    [
      "a number below its limit",
      "clockSkewSeconds: 30",
      "clockSkewSeconds: -1",
      "stage.yaml:15:5: identityProviders[0].clockSkewSeconds: expected at least 0, found -1",
    ],
    [
      "text where a number belongs",
      "clockSkewSeconds: 30",
      "clockSkewSeconds: soon",
      'stage.yaml:15:5: identityProviders[0].clockSkewSeconds: expected a number, found "soon"',
    ],
    [
      "a number where text belongs",
      "name: Okta",
      "name: 365",
      "stage.yaml:12:5: identityProviders[0].name: expected text, found 365; put it in quotes",
    ],
    [
      "a missing key",
      "    roleAttribute: Role\n",
      "",
      "stage.yaml:11:5: identityProviders[0].roleAttribute: expected text, found nothing",
    ],
    [
      "a misspelt key",
      "clockSkewSeconds",
      "clockSkewSecond",
      'stage.yaml:15:5: identityProviders[0].clockSkewSecond: unknown key "clockSkewSecond"; did you mean clockSkewSeconds?',
    ],
    [
      "a key that resembles none",
      "roleMappings: mappings.yaml",
      "roleMappings: mappings.yaml\nsession: { colour: red }",
      'stage.yaml:10:12: session.colour: unknown key "colour"; expected one of minutes',
    ],
    [
      "a word that is not one of the choices",
      "roleMappings: mappings.yaml",
      "roleMappings: mappings.yaml\nschemaValidator: xerces",
      'stage.yaml:10:1: schemaValidator: expected one of "libxml2-wasm", "node-xmllint", found "xerces"',
    ],
    [
      "an empty list",
      "environments: [dev, prod]",
      "environments: []",
      "stage.yaml:3:1: environments: expected at least 1 entries, found []",
    ],
    [
      "an id with capitals",
      "- id: okta",
      "- id: Okta",
      'stage.yaml:11:5: identityProviders[0].id: expected lower-case letters, digits and hyphens, at most 63 characters, found "Okta"',
    ],
    [
      "a metadata file outside the trust directory",
      "metadata: okta.xml",
      "metadata: ../okta.xml",
      'stage.yaml:13:5: identityProviders[0].metadata: expected the name of a file in the trust directory, without a folder, found "../okta.xml"',
    ],
    [
      "a place that starts with two slashes",
      "allowed: [/,",
      "allowed: [//evil.test,",
      'stage.yaml:7:13: relayState.allowed[0]: expected a path that starts with one / or an https URL, found "//evil.test"',
    ],
  ];

  test.each(cases)("%s", async (_, from, to, message) => {
    expect(await refusalOf(from, to)).toBe(`the configuration cannot be used: ${message}`);
  });

  test("several faults come as one list", async () => {
    const from = "    roleAttribute: Role\n    clockSkewSeconds: 30\n";
    expect(await refusalOf(from, "    clockSkewSeconds: 900\n")).toBe(
      [
        "the configuration cannot be used, 2 faults:",
        "  stage.yaml:14:5: identityProviders[0].clockSkewSeconds: expected at most 300, found 900",
        "  stage.yaml:11:5: identityProviders[0].roleAttribute: expected text, found nothing",
      ].join("\n"),
    );
  });

  test("what was found is escaped and cut", async () => {
    const message = await refusalOf("name: Okta", `name: "\\e[31m${"x".repeat(500)}"`);
    expect(message).toContain('found "\\u{5c}u001b[31mxxx');
    expect(message.length).toBeLessThan(250);
  });

  test("an ARN in a mapping that names no role", async () => {
    expect(await mappingRefusalOf("role/auditor", "user/auditor")).toBe(
      'the configuration cannot be used: mappings.yaml:6:5: mappings[0].iamRole: expected the ARN of an IAM role, found "arn:aws:iam::123456789012:user/auditor"',
    );
  });
});

describe("a file that is not what it should be", () => {
  test("a stage file that is missing", async () => {
    const sources = { file: "config/nowhere.yaml", trustDirectory: "trust", baseUrl: "https://sp.test" };
    await expect(loadConfiguration(sources)).rejects.toThrow(
      "the configuration cannot be used: config/nowhere.yaml: expected the stage file, but there is no such file",
    );
  });

  test("a folder in place of the mapping file", async () => {
    expect(await refusalOf("roleMappings: mappings.yaml", "roleMappings: trust")).toBe(
      "the configuration cannot be used: trust: expected the role mapping file, but it is not a file",
    );
  });

  test("bytes that are not UTF-8", async () => {
    folder.write("stage.yaml", Buffer.from("stage: caf\xe9", "latin1"));
    expect(await folder.refusal()).toBe(
      "the configuration cannot be used: stage.yaml: expected the stage file in UTF-8, found other bytes: save it as UTF-8",
    );
  });

  test("a file above its size", async () => {
    folder.write("stage.yaml", `# ${"x".repeat(1024 * 1024)}`);
    expect(await folder.refusal()).toBe(
      "the configuration cannot be used: stage.yaml: expected at most 1048576 bytes, found 1048578",
    );
  });

  test("a key that stands twice", async () => {
    expect(await refusalOf("environment: dev", "environment: dev\nstage: other")).toBe(
      "the configuration cannot be used: stage.yaml:3:1: not YAML: Map keys must be unique",
    );
  });

  test("a bracket that is never closed", async () => {
    expect(await refusalOf("[dev, prod]", "[dev, prod")).toContain(
      "stage.yaml:4:1: not YAML: Flow sequence in block collection must be",
    );
  });

  test("aliases that unfold into a flood", async () => {
    const levels = ["a", "b", "c", "d", "e"].map((name, index, all) =>
      index === 0
        ? `${name}: &${name} [x, x, x, x, x, x, x, x, x, x]`
        : `${name}: &${name} [${Array(10)
            .fill(`*${all[index - 1]}`)
            .join(", ")}]`,
    );
    folder.write("stage.yaml", levels.join("\n"));
    expect(await folder.refusal()).toContain("Excessive alias count");
  });
});

describe("parts that do not fit each other", () => {
  const inStage: readonly (readonly [string, string, string, string])[] = [
    [
      "an environment that is not listed",
      "environment: dev",
      "environment: pord",
      'stage.yaml:2:1: environment: expected one of environments, found "pord"; did you mean prod?',
    ],
    [
      "a default place that is not allowed",
      "default: /",
      "default: /elsewhere",
      'stage.yaml:8:3: relayState.default: expected one of the places that relayState.allowed lists, found "/elsewhere"',
    ],
    [
      "a star that would allow every host",
      '"https://app.test/*"',
      '"https://*"',
      'stage.yaml:7:28: relayState.allowed[2]: expected a web address, found "https://*"',
    ],
    [
      "a star within a place",
      '"https://app.test/*"',
      '"https://*.test/*"',
      'stage.yaml:7:28: relayState.allowed[2]: expected a star at most as the last part, after a /, found "https://*.test/*"',
    ],
    [
      "a place with a password",
      '"https://app.test/*"',
      '"https://app.test:x@evil.test/*"',
      'stage.yaml:7:28: relayState.allowed[2]: expected no user name or password in the address, found "https://app.test:x@evil.test/*"',
    ],
    [
      "transient NameIDs without a stable attribute",
      "https://sp.test/metadata\n",
      "https://sp.test/metadata\n  nameIdFormat: urn:oasis:names:tc:SAML:2.0:nameid-format:transient\n",
      "stage.yaml:12:5: identityProviders[0]: expected subjectAttribute, since serviceProvider.nameIdFormat asks for transient NameIDs",
    ],
  ];

  test.each(inStage)("%s", async (_, from, to, message) => {
    expect(await refusalOf(from, to)).toBe(`the configuration cannot be used: ${message}`);
  });

  const inMappings: readonly (readonly [string, string, string, string])[] = [
    [
      "a mapping of a provider nobody knows",
      "identityProvider: okta",
      "identityProvider: otka",
      'mappings.yaml:3:5: mappings[0].identityProvider: expected the id of an identity provider, found "otka"; did you mean okta?',
    ],
    [
      "a mapping of an environment nobody knows",
      "environment: dev",
      "environment: laboratory",
      'mappings.yaml:5:5: mappings[0].environment: expected one of environments, found "laboratory"; known are dev, prod',
    ],
  ];

  test.each(inMappings)("%s", async (_, from, to, message) => {
    expect(await mappingRefusalOf(from, to)).toBe(`the configuration cannot be used: ${message}`);
  });

  test("two mappings with one id, and two for the same role", async () => {
    const again = MAPPINGS.split("\n").slice(1).join("\n");
    folder.write("mappings.yaml", MAPPINGS + again);
    expect(await folder.refusal()).toBe(
      [
        "the configuration cannot be used, 2 faults:",
        '  mappings.yaml:9:5: mappings[1].id: expected an id of its own, found "auditors" as in mappings[0]',
        "  mappings.yaml:9:5: mappings[1]: expected identityProvider, samlRole and environment to differ from every other mapping, found those of mappings[0]",
      ].join("\n"),
    );
  });

  test("two providers with one id", async () => {
    folder.write("trust/entra.xml", entity({ children, entityId: "https://other.test" }));
    expect(
      await refusalOf("identityProviders:\n", `identityProviders:\n${SECOND_PROVIDER.replace("entra", "okta")}`),
    ).toBe(
      'the configuration cannot be used: stage.yaml:15:5: identityProviders[1].id: expected an id of its own, found "okta" as in identityProviders[0]',
    );
  });

  test("two providers with one entity id", async () => {
    folder.write("trust/entra.xml", entity({ children }));
    expect(await refusalOf("identityProviders:\n", `identityProviders:\n${SECOND_PROVIDER}`)).toBe(
      'the configuration cannot be used: stage.yaml:17:5: identityProviders[1].metadata: expected a provider of its own, found the entityID "https://idp.test/metadata" of identityProviders[0]',
    );
  });

  test("a provider that wants signed requests while there is no key to sign with", async () => {
    folder.write("trust/okta.xml", entity({ children, providerAttributes: 'WantAuthnRequestsSigned="1"' }));
    expect(await folder.refusal()).toBe(
      "the configuration cannot be used: stage.yaml:11:5: identityProviders[0]: expected serviceProvider.signingCertificate, since okta.xml wants signed AuthnRequests",
    );
  });

  test("a provider that nobody can sign in through", async () => {
    const { base64 } = certificate();
    folder.write("trust/okta.xml", entity({ children: keyDescriptor(base64) }));
    expect(await refusalOf("name: Okta", "name: Okta\n    mayStartLogin: false")).toContain(
      "identityProviders[0]: expected a SingleSignOnService for HTTP-Redirect in okta.xml, or mayStartLogin: true; without either nobody can sign in",
    );
  });

  const baseUrls: readonly (readonly [string, string])[] = [
    ["sp.test", 'expected a web address, found "sp.test"'],
    ["http://sp.test", 'expected https (http only on a loopback address), found "http://sp.test"'],
    ["https://sp.test/", 'expected an origin and nothing after it, https://sp.test, found "https://sp.test/"'],
    ["https://sp.test/app", 'expected an origin and nothing after it, https://sp.test, found "https://sp.test/app"'],
  ];

  test.each(baseUrls)("a base URL such as %s", async (baseUrl, message) => {
    expect(await folder.refusal({ baseUrl })).toBe(`the configuration cannot be used: base URL: ${message}`);
  });
});

describe("own certificates", () => {
  async function ownRefusal(key: "signingCertificate" | "decryptionCertificates", pem: string): Promise<string> {
    folder.write("trust/own.pem", pem);
    const value = key === "signingCertificate" ? "own.pem" : "[own.pem]";
    const message = await refusalOf("metadata\n", `metadata\n  ${key}: ${value}\n`);
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
    expect(await refusalOf("metadata\n", "metadata\n  signingCertificate: gone.pem\n")).toBe(
      "the configuration cannot be used: trust/gone.pem: expected the signing certificate in PEM, but there is no such file",
    );
  });
});

test("the error carries the faults for programs", async () => {
  folder.write("stage.yaml", STAGE.replace("clockSkewSeconds: 30", "clockSkewSeconds: 900"));
  const error = await folder.load().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as ConfigurationError).faults).toEqual([
    {
      file: `${folder.path}/stage.yaml`,
      line: 15,
      column: 5,
      path: "identityProviders[0].clockSkewSeconds",
      problem: "expected at most 300, found 900",
    },
  ]);
});

test("a metadata file above 256 KiB is refused unread", async () => {
  folder.write("trust/okta.xml", `<!--${"x".repeat(256 * 1024)}-->`);
  expect(await folder.refusal()).toBe(
    "the configuration cannot be used: trust/okta.xml: expected at most 262144 bytes, found 262151",
  );
});

test("faults of the stage file, the mappings and the trust material come together", async () => {
  folder.write("trust/okta.xml", "<rss/>");
  folder.write("mappings.yaml", MAPPINGS.replace("environment: dev", "environment: lab"));
  expect(await refusalOf("default: /", "default: /x")).toBe(
    [
      "the configuration cannot be used, 3 faults:",
      '  stage.yaml:8:3: relayState.default: expected one of the places that relayState.allowed lists, found "/x"',
      '  mappings.yaml:5:5: mappings[0].environment: expected one of environments, found "lab"; known are dev, prod',
      "  trust/okta.xml:1: expected SAML metadata with an EntityDescriptor, found rss",
    ].join("\n"),
  );
});
