import { describe, expect, test } from "@jest/globals";
import { spoiltStage } from "./helpers/spoilt-stage.ts";

const spoilt = spoiltStage();

describe("what the schema refuses is named by file, line, path, expectation and finding", () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      "a number above its limit",
      "clockSkewSeconds: 30",
      "clockSkewSeconds: 900",
      "stage.yaml:16:5: identityProviders[0].clockSkewSeconds: expected at most 300, found 900",
    ],
    [
      "a number below its limit",
      "clockSkewSeconds: 30",
      "clockSkewSeconds: -1",
      "stage.yaml:16:5: identityProviders[0].clockSkewSeconds: expected at least 0, found -1",
    ],
    [
      "text where a number belongs",
      "clockSkewSeconds: 30",
      "clockSkewSeconds: soon",
      'stage.yaml:16:5: identityProviders[0].clockSkewSeconds: expected a number, found "soon"',
    ],
    [
      "a number where text belongs",
      "name: Okta",
      "name: 365",
      "stage.yaml:13:5: identityProviders[0].name: expected text, found 365; put it in quotes",
    ],
    [
      "a missing key",
      "    roleAttribute: Role\n",
      "",
      "stage.yaml:12:5: identityProviders[0].roleAttribute: expected text, found nothing",
    ],
    [
      "a misspelt key",
      "clockSkewSeconds",
      "clockSkewSecond",
      'stage.yaml:16:5: identityProviders[0].clockSkewSecond: unknown key "clockSkewSecond"; did you mean clockSkewSeconds?',
    ],
    [
      "a key that resembles none",
      "roleMappings: mappings.yaml",
      "roleMappings: mappings.yaml\nsession: { colour: red }",
      'stage.yaml:11:12: session.colour: unknown key "colour"; expected one of minutes',
    ],
    [
      "a word that is not one of the choices",
      "roleMappings: mappings.yaml",
      "roleMappings: mappings.yaml\nschemaValidator: xerces",
      'stage.yaml:11:1: schemaValidator: expected one of "libxml2-wasm", "node-xmllint", found "xerces"',
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
      'stage.yaml:12:5: identityProviders[0].id: expected lower-case letters, digits and hyphens, at most 63 characters, found "Okta"',
    ],
    [
      "a metadata file outside the trust directory",
      "metadata: okta.xml",
      "metadata: ../okta.xml",
      'stage.yaml:14:5: identityProviders[0].metadata: expected the name of a file in the trust directory, without a folder, found "../okta.xml"',
    ],
    [
      "a place that starts with two slashes",
      "allowed: [/,",
      "allowed: [//evil.test,",
      'stage.yaml:8:13: relayState.allowed[0]: expected a path that starts with one / or an https URL, found "//evil.test"',
    ],
  ];

  test.each(cases)("%s", async (_, from, to, message) => {
    expect(await spoilt.refusalOf(from, to)).toBe(`the configuration cannot be used: ${message}`);
  });

  test("several faults come as one list", async () => {
    const from = "    roleAttribute: Role\n    clockSkewSeconds: 30\n";
    expect(await spoilt.refusalOf(from, "    clockSkewSeconds: 900\n")).toBe(
      [
        "the configuration cannot be used, 2 faults:",
        "  stage.yaml:15:5: identityProviders[0].clockSkewSeconds: expected at most 300, found 900",
        "  stage.yaml:12:5: identityProviders[0].roleAttribute: expected text, found nothing",
      ].join("\n"),
    );
  });

  test("what was found is escaped and cut", async () => {
    const message = await spoilt.refusalOf("name: Okta", `name: "\\e[31m${"x".repeat(500)}"`);
    expect(message).toContain('found "\\u{5c}u001b[31mxxx');
    expect(message.length).toBeLessThan(250);
  });

  test.each([
    ["an ARN in a mapping that names no role", "user/auditor"],
    ["a role that the credentials function may not assume, by its name", "role/auditor"],
    ["a role that the credentials function may not assume, by its path", "role/audit/samltrail-auditor"],
  ])("%s", async (_, named) => {
    expect(await spoilt.mappingRefusalOf("role/samltrail-auditor", named)).toBe(
      "the configuration cannot be used: mappings.yaml:6:5: mappings[0].iamRole: expected the ARN of an IAM role whose name " +
        `begins with samltrail-, without a path: no other can be lent, found "arn:aws:iam::123456789012:${named}"`,
    );
  });
});
