import { describe, expect, test } from "@jest/globals";
import { checkResponse } from "../../../lib/saml/steps/check-response.ts";
import { ENTITY_IDS, SERVICE_PROVIDER, testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import type { ResponseDraft } from "../../fixtures/draft.ts";
import type { ResponseOptions } from "../../fixtures/saml-response.ts";
import { addedBy, readBuilt, refusedBy } from "./run-step.ts";

const ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
const EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

const given = (options?: ResponseOptions) => ({
  ...readBuilt(options),
  provider: testIdentityProvider("acme"),
  configuration: testConfiguration(),
});

const withResponse = (change: Partial<ResponseDraft["response"]>, sign: ResponseOptions["sign"] = "none") =>
  given({ sign, change: ({ response }) => void Object.assign(response, change) });

const withAssertion = (change: Partial<NonNullable<ResponseDraft["assertion"]>>) =>
  given({ change: ({ assertion }) => void Object.assign(assertion ?? {}, change) });

describe("check-response lets through", () => {
  test.each(["none", "response", "assertion", "both"] as const)(
    "a response of version 2.0 to this address, signed: %s",
    async (sign) => {
      expect(await addedBy(checkResponse, given({ sign }))).toEqual({});
    },
  );

  test("issuers that say they are entities", async () => {
    const issuer = { value: ENTITY_IDS.acme, format: ENTITY };
    expect(await addedBy(checkResponse, withResponse({ issuer }))).toEqual({});
    expect(await addedBy(checkResponse, withAssertion({ issuer }))).toEqual({});
  });

  test.each(["none", "assertion"] as const)(
    "a Response without issuer and Destination that is not signed itself (signed: %s)",
    async (sign) => {
      expect(await addedBy(checkResponse, withResponse({ issuer: null, destination: null }, sign))).toEqual({});
    },
  );
});

describe("check-response refuses the version (saml-core-2.0 §3.2.2, §2.3.3)", () => {
  test.each(["1.1", "2.1", "2", "", " 2.0"])("%j of the Response", async (version) => {
    expect(await refusedBy(checkResponse, withResponse({ version }))).toMatchObject({
      step: "check-response",
      reason: "version",
      problem: "version",
      found: version,
      expected: "2.0",
    });
  });

  test("1.1 of the assertion", async () => {
    expect(await refusedBy(checkResponse, withAssertion({ version: "1.1" }))).toMatchObject({ reason: "version" });
  });
});

describe("check-response refuses the issuer (saml-profiles-2.0 §4.1.4.2)", () => {
  test.each([
    ["response", withResponse({ issuer: { value: ENTITY_IDS.globex, format: null } })],
    ["assertion", withAssertion({ issuer: { value: ENTITY_IDS.globex, format: null } })],
  ])("of the %s, where it is another provider", async (of, known) => {
    expect(await refusedBy(checkResponse, known)).toMatchObject({
      reason: "issuer",
      problem: `${of}-issuer`,
      found: ENTITY_IDS.globex,
      expected: ENTITY_IDS.acme,
    });
  });

  test.each([
    ["response", withResponse({ issuer: { value: ENTITY_IDS.acme, format: EMAIL } })],
    ["assertion", withAssertion({ issuer: { value: ENTITY_IDS.acme, format: EMAIL } })],
  ])("of the %s, where its format is no entity", async (of, known) => {
    expect(await refusedBy(checkResponse, known)).toMatchObject({
      reason: "issuer",
      problem: `${of}-issuer-format`,
      found: EMAIL,
      expected: ENTITY,
    });
  });

  test("that an assertion lacks", async () => {
    const { assertion, ...known } = given();
    expect(await refusedBy(checkResponse, { ...known, assertion: { ...assertion, issuer: null } })).toMatchObject({
      reason: "issuer",
      problem: "assertion-without-issuer",
    });
  });

  test.each(["response", "both"] as const)("that a signed Response lacks (signed: %s)", async (sign) => {
    expect(await refusedBy(checkResponse, withResponse({ issuer: null }, sign))).toMatchObject({
      reason: "issuer",
      problem: "signed-without-issuer",
      expected: ENTITY_IDS.acme,
    });
  });
});

describe("check-response refuses the Destination (saml-bindings-2.0 §3.5.5.2)", () => {
  const { acsUrl } = SERVICE_PROVIDER;

  test.each([
    "https://other.example.test/saml/acs",
    `${acsUrl}.attacker.example`,
    `${acsUrl}/`,
    `${acsUrl}?x`,
    acsUrl.replace("https", "http"),
    acsUrl.toUpperCase(),
    "",
  ])("%j, signed or not", async (destination) => {
    for (const sign of ["none", "both"] as const)
      expect(await refusedBy(checkResponse, withResponse({ destination }, sign))).toMatchObject({
        reason: "destination",
        problem: "destination",
        found: destination,
        expected: acsUrl,
      });
  });

  test.each(["response", "both"] as const)("that a signed Response lacks (signed: %s)", async (sign) => {
    expect(await refusedBy(checkResponse, withResponse({ destination: null }, sign))).toMatchObject({
      reason: "destination",
      problem: "signed-without-destination",
      expected: acsUrl,
    });
  });
});
