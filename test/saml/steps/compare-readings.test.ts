import { describe, expect, test } from "@jest/globals";
import type { Reading } from "../../../lib/saml/readings/reading.ts";
import { readWithLibxml2 } from "../../../lib/saml/readings/with-libxml2.ts";
import { readWithSamlify } from "../../../lib/saml/readings/with-samlify.ts";
import { refusalOf } from "../../../lib/saml/step.ts";
import { compareReadings } from "../../../lib/saml/steps/compare-readings.ts";
import { testIdentityProvider } from "../../fixtures/configuration.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { messageOf } from "../readings/helpers.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const acme = testIdentityProvider("acme");
const first = (xml: string): Reading => readWithLibxml2(messageOf(xml), acme, refusalOf("verify-with-libxml2"));
const second = (xml: string): Reading => readWithSamlify(messageOf(xml), acme, refusalOf("verify-with-samlify"));

/** Both readings of one message, or of two that differ as wished. */
function readings(one: ResponseOptions, other?: ResponseOptions) {
  const { xml } = buildResponse(one);
  return { firstReading: first(xml), secondReading: second(other ? buildResponse(other).xml : xml) };
}

describe("compare-readings", () => {
  test.each(["response", "assertion", "both"] as const)(
    "agrees on a message whose signed element is: %s",
    async (sign) => {
      const { assertion } = await addedBy(compareReadings, readings({ sign, style: { layout: "lines" } }));
      expect(assertion).toMatchObject({ id: "_assertion-0001", version: "2.0" });
    },
  );

  test("hands on the assertion as it is read from the bytes that both found", async () => {
    const { assertion } = await addedBy(
      compareReadings,
      readings({ inResponseTo: "_request-0001", roles: ["a", "b"] }),
    );
    expect(assertion).toEqual({
      id: "_assertion-0001",
      version: "2.0",
      issuer: { value: acme.entityId, format: null },
      nameId: {
        value: "ada@acme.example",
        format: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        nameQualifier: null,
        spNameQualifier: null,
      },
      encryptedId: null,
      subjectConfirmations: [
        {
          method: "urn:oasis:names:tc:SAML:2.0:cm:bearer",
          data: {
            recipient: "https://sp.example.test/saml/acs",
            inResponseTo: "_request-0001",
            notBefore: null,
            notOnOrAfter: "2026-08-03T10:05:00.000Z",
          },
        },
      ],
      conditions: {
        notBefore: "2026-08-03T09:55:00.000Z",
        notOnOrAfter: "2026-08-03T10:05:00.000Z",
        audienceRestrictions: [["https://sp.example.test/saml/metadata"]],
        unknown: [],
      },
      authnStatements: [
        {
          authnInstant: "2026-08-03T09:59:00.000Z",
          sessionNotOnOrAfter: "2026-08-03T18:00:00.000Z",
          contextClass: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        },
      ],
      attributes: [
        { name: "email", values: ["ada@acme.example"] },
        { name: "displayName", values: ["Ada Lovelace"] },
        { name: "roles", values: ["a", "b"] },
      ],
    });
  });

  test("reads one Attribute a role, as Keycloak sends them, as one attribute", async () => {
    const known = readings({
      sign: "assertion",
      change: ({ assertion }) =>
        assertion?.attributes.push({ name: "roles", friendlyName: null, style: "typed", values: ["more"] }),
    });
    const { assertion } = await addedBy(compareReadings, known);
    expect(assertion.attributes.filter(({ name }) => name === "roles")).toEqual([
      { name: "roles", values: ["admin", "auditor", "more"] },
    ]);
  });

  test("keeps an encrypted NameID as the text that it is", async () => {
    const { assertion } = await addedBy(compareReadings, readings({ encryptNameId: {}, sign: "assertion" }));
    expect(assertion).toMatchObject({ nameId: null, encryptedId: expect.stringMatching(/^<saml:EncryptedID /) });
  });

  test("names a condition that nobody understands", async () => {
    const known = readings({
      sign: "assertion",
      change: ({ edits }) =>
        edits.assertion.push((xml) => xml.replace("</saml:Conditions>", "<saml:Condition/></saml:Conditions>")),
    });
    expect((await addedBy(compareReadings, known)).assertion.conditions?.unknown).toEqual(["Condition"]);
  });
});

describe("compare-readings refuses", () => {
  const disagreement = { step: "compare-readings", reason: "readings-disagree" } as const;

  test("two readings of which one found another person in the same assertion", async () => {
    const known = readings({ nameId: "ada@acme.example" }, { nameId: "eve@acme.example" });
    expect(await refusedBy(compareReadings, known)).toEqual({
      ...disagreement,
      reason: "readings-disagree",
      problem: "canonical-assertion",
      found: null,
      expected: null,
      cause: undefined,
    });
  });

  test.each(["first", "second"] as const)(
    "a %s reading that came to two assertions by its two signatures",
    async (which) => {
      const { firstReading, secondReading } = readings({});
      const split = (reading: Reading) => ({
        ...reading,
        canonicalAssertions: [...reading.canonicalAssertions, `${reading.canonicalAssertions[0]} `],
      });
      const known =
        which === "first"
          ? { firstReading: split(firstReading), secondReading }
          : { firstReading, secondReading: split(secondReading) };
      expect(await refusedBy(compareReadings, known)).toMatchObject({
        ...disagreement,
        problem: "canonical-assertion",
      });
    },
  );

  test("one reading that found no assertion, and two that found none", async () => {
    const { firstReading, secondReading } = readings({});
    const none = (reading: Reading): Reading => ({ ...reading, canonicalAssertions: [] });
    for (const known of [
      { firstReading: none(firstReading), secondReading: second(buildResponse({ sign: "response" }).xml) },
      { firstReading, secondReading: none(secondReading) },
      { firstReading: none(firstReading), secondReading: none(secondReading) },
    ])
      expect(await refusedBy(compareReadings, known)).toMatchObject({
        ...disagreement,
        problem: "canonical-assertion",
      });
  });

  test("the same assertion under another key", async () => {
    const known = readings({}, { signing: { key: "acme-rsa-next", keyInfo: [] } });
    expect(await refusedBy(compareReadings, known)).toMatchObject({
      ...disagreement,
      problem: "certificate",
      found: acme.certificates[1]?.fingerprint,
      expected: acme.certificates[0]?.fingerprint,
    });
  });

  test("the same assertion under a signature on another element", async () => {
    expect(await refusedBy(compareReadings, readings({ sign: "response" }, { sign: "assertion" }))).toMatchObject({
      ...disagreement,
      problem: "signed-element",
      found: "assertion",
      expected: "response",
    });
  });
});
