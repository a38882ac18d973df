import { describe, expect, test } from "@jest/globals";
import { certificate } from "./helpers/certificates.ts";
import { entity, keyDescriptor } from "./helpers/metadata.ts";
import { PROVIDER_CHILDREN, spoiltStage } from "./helpers/spoilt-stage.ts";
import { MAPPINGS } from "./helpers/stage-folder.ts";

const spoilt = spoiltStage();

const SECOND_PROVIDER = `  - id: entra
    name: Entra
    metadata: entra.xml
    roleAttribute: Role
`;

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
      'stage.yaml:9:3: relayState.default: expected one of the places that relayState.allowed lists, found "/elsewhere"',
    ],
    [
      "a default place that leads back into a login",
      "default: /",
      "default: /saml/login",
      'stage.yaml:9:3: relayState.default: expected one of the places that relayState.allowed lists, found "/saml/login"',
    ],
    [
      "a default place that climbs out of an allowed one",
      "default: /",
      "default: /reports/../admin",
      'stage.yaml:9:3: relayState.default: expected one of the places that relayState.allowed lists, found "/reports/../admin"',
    ],
    [
      "a star that would allow every host",
      '"https://app.test/*"',
      '"https://*"',
      'stage.yaml:8:28: relayState.allowed[2]: expected a web address, found "https://*"',
    ],
    [
      "a star within a place",
      '"https://app.test/*"',
      '"https://*.test/*"',
      'stage.yaml:8:28: relayState.allowed[2]: expected a star at most as the last part, after a /, found "https://*.test/*"',
    ],
    [
      "a place with a password",
      '"https://app.test/*"',
      '"https://app.test:x@evil.test/*"',
      'stage.yaml:8:28: relayState.allowed[2]: expected no user name or password in the address, found "https://app.test:x@evil.test/*"',
    ],
    [
      "transient NameIDs without a stable attribute",
      "https://sp.test/metadata\n",
      "https://sp.test/metadata\n  nameIdFormat: urn:oasis:names:tc:SAML:2.0:nameid-format:transient\n",
      "stage.yaml:13:5: identityProviders[0]: expected subjectAttribute, since serviceProvider.nameIdFormat asks for transient NameIDs",
    ],
  ];

  test.each(inStage)("%s", async (_, from, to, message) => {
    expect(await spoilt.refusalOf(from, to)).toBe(`the configuration cannot be used: ${message}`);
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
    [
      "a mapping to a role of an account that the stage does not list",
      "::123456789012:",
      "::999999999999:",
      "mappings.yaml:6:5: mappings[0].iamRole: expected a role in an account of 123456789012, found account 999999999999",
    ],
    [
      "a mapping of an environment without any account",
      "environment: dev",
      "environment: prod",
      "mappings.yaml:6:5: mappings[0].iamRole: expected a role in an account that accounts.prod of the stage file lists, found account 123456789012 of dev: a mapping stays in its environment",
    ],
    [
      "an opt-out without an end in sight",
      "purpose: reads evidence\n",
      "purpose: reads evidence\n    optOut: { reason: audit, until: 2099-01-01, by: dana }\n",
      'mappings.yaml:9:30: mappings[0].optOut.until: expected a day within the next 400, found "2099-01-01"; protected: true has no end',
    ],
    [
      "an opt-out that gives no reason",
      "purpose: reads evidence\n",
      "purpose: reads evidence\n    optOut: { until: 2026-09-01, by: dana }\n",
      "mappings.yaml:9:5: mappings[0].optOut.reason: expected text, found nothing",
    ],
    [
      "an envelope that is no session policy",
      "purpose: reads evidence\n",
      'purpose: reads evidence\n    envelope: { Version: "2012-10-17", Statement: [] }\n',
      'mappings.yaml:9:5: mappings[0].envelope: expected at least one Statement, found {"Version":"2012-10-17","Statement":[]}',
    ],
    [
      "an envelope left empty, which would silently be none",
      "purpose: reads evidence\n",
      "purpose: reads evidence\n    envelope:\n",
      "mappings.yaml:9:5: mappings[0].envelope: expected a session policy, as YAML or as JSON text, found nothing",
    ],
    [
      "a session longer than role chaining allows",
      "purpose: reads evidence\n",
      "purpose: reads evidence\n    maximumSessionMinutes: 90\n",
      "mappings.yaml:9:5: mappings[0].maximumSessionMinutes: expected at most 60, found 90",
    ],
    [
      "a role that events could not carry whole",
      "samlRole: Auditor",
      `samlRole: ${"ü".repeat(43)}`,
      `mappings.yaml:4:5: mappings[0].samlRole: expected a shorter role: with everything but plain ASCII escaped it must fit 255 characters, found ${`"${"\\u{fc}".repeat(13)}~`}`,
    ],
  ];

  test.each(inMappings)("%s", async (_, from, to, message) => {
    expect(await spoilt.mappingRefusalOf(from, to)).toBe(`the configuration cannot be used: ${message}`);
  });

  test("accounts of an environment nobody knows", async () => {
    expect(await spoilt.refusalOf("accounts: { dev: ", 'accounts: { developmend: ["111122223333"], dev: ')).toBe(
      'the configuration cannot be used: stage.yaml:4:13: accounts.developmend: expected one of environments, found "developmend"; known are dev, prod',
    );
  });

  test("a role's permissions that no mapping leads to, or that stand there twice, or that are too long", async () => {
    const arn = "arn:aws:iam::123456789012:role/samltrail-auditor";
    const long = `{ Version: "2012-10-17", Statement: [{ Effect: Deny, Action: "${"x".repeat(10_240)}", Resource: "*" }] }`;
    const roles = `roles:\n  - iamRole: ${arn}x\n  - iamRole: ${arn}\n  - iamRole: ${arn}\n    policy: ${long}\n`;
    spoilt.folder.write("mappings.yaml", MAPPINGS + roles);
    expect(await spoilt.folder.refusal()).toBe(
      [
        "the configuration cannot be used, 3 faults:",
        `  mappings.yaml:10:5: roles[0].iamRole: expected a role that mappings name, found "${arn}x"; did you mean ${arn}?`,
        "  mappings.yaml:13:5: roles[2].policy: expected at most 10240 characters of JSON, found 10323",
        `  mappings.yaml:12:5: roles[2].iamRole: expected a role of its own, found "${arn}" as in roles[1]`,
      ].join("\n"),
    );
  });

  test("an account of samltrail's own without its region", async () => {
    expect(await spoilt.refusalOf("relayState:\n", 'deployment: { account: "999999999999" }\nrelayState:\n')).toBe(
      "the configuration cannot be used: stage.yaml:7:1: deployment: expected region too: account and region name one place",
    );
  });

  test("two mappings with one id, and two for the same role", async () => {
    const again = MAPPINGS.split("\n").slice(1).join("\n");
    spoilt.folder.write("mappings.yaml", MAPPINGS + again);
    expect(await spoilt.folder.refusal()).toBe(
      [
        "the configuration cannot be used, 2 faults:",
        '  mappings.yaml:9:5: mappings[1].id: expected an id of its own, found "auditors" as in mappings[0]',
        "  mappings.yaml:9:5: mappings[1]: expected identityProvider, samlRole and environment to differ from every other mapping, found those of mappings[0]",
      ].join("\n"),
    );
  });

  test.each([
    ["metadataUrl: http://idp.test/metadata", "metadataUrl", "expected https (http only on a loopback address), found"],
    [
      "metadataUrl: http://127.0.0.1/metadata",
      "metadataUrl",
      "expected https (http only where the base URL is a loopback address), found",
    ],
    [
      "metadataUrl: https://user:word@idp.test/",
      "metadataUrl",
      "expected no user name or password in the address, found",
    ],
    ["trustMetadataRollover: true", "trustMetadataRollover", "expected metadataUrl beside trustMetadataRollover"],
  ])("%s where it cannot be", async (line, key, problem) => {
    expect(await spoilt.refusalOf("metadata: okta.xml\n", `metadata: okta.xml\n    ${line}\n`)).toContain(
      `stage.yaml:15:5: identityProviders[0].${key}: ${problem}`,
    );
  });

  test("two providers with one id", async () => {
    spoilt.folder.write("trust/entra.xml", entity({ children: PROVIDER_CHILDREN, entityId: "https://other.test" }));
    expect(
      await spoilt.refusalOf("identityProviders:\n", `identityProviders:\n${SECOND_PROVIDER.replace("entra", "okta")}`),
    ).toBe(
      'the configuration cannot be used: stage.yaml:16:5: identityProviders[1].id: expected an id of its own, found "okta" as in identityProviders[0]',
    );
  });

  test("two providers with one entity id", async () => {
    spoilt.folder.write("trust/entra.xml", entity({ children: PROVIDER_CHILDREN }));
    expect(await spoilt.refusalOf("identityProviders:\n", `identityProviders:\n${SECOND_PROVIDER}`)).toBe(
      'the configuration cannot be used: stage.yaml:18:5: identityProviders[1].metadata: expected a provider of its own, found the entityID "https://idp.test/metadata" of identityProviders[0]',
    );
  });

  test("a provider that wants signed requests while there is no key to sign with", async () => {
    spoilt.folder.write(
      "trust/okta.xml",
      entity({ children: PROVIDER_CHILDREN, providerAttributes: 'WantAuthnRequestsSigned="1"' }),
    );
    expect(await spoilt.folder.refusal()).toBe(
      "the configuration cannot be used: stage.yaml:12:5: identityProviders[0]: expected serviceProvider.signingCertificate, since okta.xml wants signed AuthnRequests",
    );
  });

  test("a provider that nobody can sign in through", async () => {
    const { base64 } = certificate();
    spoilt.folder.write("trust/okta.xml", entity({ children: keyDescriptor(base64) }));
    expect(await spoilt.refusalOf("name: Okta", "name: Okta\n    mayStartLogin: false")).toContain(
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
    expect(await spoilt.folder.refusal({ baseUrl })).toBe(`the configuration cannot be used: base URL: ${message}`);
  });
});
