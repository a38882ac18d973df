/** Each reading exercised alone: what both accept, what both refuse, and where one is blind and the other sees. */
import { describe, expect, test } from "@jest/globals";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from "../../../lib/config/schema.ts";
import type { Reading, VerifiableMessage } from "../../../lib/saml/readings/reading.ts";
import { readWithLibxml2 } from "../../../lib/saml/readings/with-libxml2.ts";
import { readWithSamlify } from "../../../lib/saml/readings/with-samlify.ts";
import { refusalOf } from "../../../lib/saml/step.ts";
import { testIdentityProvider } from "../../fixtures/configuration.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { messageOf, refusalIn } from "./helpers.ts";

const acme = testIdentityProvider("acme");
const curve = testIdentityProvider("curve");

const READINGS: readonly (readonly [string, (message: VerifiableMessage, provider?: typeof acme) => Reading])[] = [
  [
    "libxml2 with node:crypto",
    (message, provider = acme) => readWithLibxml2(message, provider, refusalOf("verify-with-libxml2")),
  ],
  [
    "samlify with xml-crypto",
    (message, provider = acme) => readWithSamlify(message, provider, refusalOf("verify-with-samlify")),
  ],
];

describe.each(READINGS)("%s, alone", (_name, read) => {
  test.each(["response", "assertion", "both"] as const)("verifies a message whose signed element is: %s", (sign) => {
    const built = buildResponse({ sign });
    const reading = read(messageOf(built.xml));
    expect(reading).toMatchObject({ signedElement: sign, certificateFingerprint: acme.certificates[0]?.fingerprint });
    for (const canonical of reading.canonicalAssertions) {
      expect(canonical).toContain(`ID="${built.assertionId}"`);
      expect(canonical).not.toContain("SignatureValue");
    }
  });

  test.each(Object.keys(SIGNATURE_ALGORITHMS) as SignatureAlgorithm[])("verifies %s", (algorithm) => {
    const provider = algorithm.startsWith("ecdsa") ? curve : acme;
    const reading = read(messageOf(buildResponse({ algorithm }).xml), provider);
    expect(reading.signatureAlgorithm).toBe(SIGNATURE_ALGORITHMS[algorithm]);
  });

  test("tries every pinned certificate, with or without KeyInfo", () => {
    for (const keyInfo of [["acme-rsa-next" as const], ["acme-rsa" as const], []]) {
      const built = buildResponse({ signing: { key: "acme-rsa-next", keyInfo } });
      expect(read(messageOf(built.xml)).certificateFingerprint).toBe(acme.certificates[1]?.fingerprint);
    }
  });

  test("refuses a value changed in the signed assertion", () => {
    const xml = buildResponse().xml.replace("ada@acme.example</", "eve@acme.example</");
    expect(refusalIn(() => read(messageOf(xml))).reason).toBe("signature-invalid");
  });

  test("refuses another company's key", () => {
    const built = buildResponse({ provider: "globex" });
    expect(["untrusted-certificate", "signature-invalid"]).toContain(
      refusalIn(() => read(messageOf(built.xml))).reason,
    );
  });

  test("refuses a message without a signature", () => {
    expect(refusalIn(() => read(messageOf(buildResponse({ sign: "none" }).xml))).reason).toBe("signature-missing");
  });

  test("verifies carriage returns in base64, a PrefixList, and other prefixes", () => {
    const extraNamespaces = { xs: "http://www.w3.org/2001/XMLSchema" };
    const built = buildResponse({
      signing: { carriageReturns: true, prefixList: ["xs"], signedInfoPrefixList: ["xs", "#default"] },
      style: { protocolPrefix: "p", assertionPrefix: "a", signaturePrefix: "sig", extraNamespaces },
    });
    expect(built.xml).toContain("&#13;");
    expect(read(messageOf(built.xml)).signedElement).toBe("both");
  });

  test.each(["\u2028", "\u0085", "&#13;", "é", "😀", "&amp;&lt;", "\t"])("keeps %j in signed text", (text) => {
    const built = buildResponse({
      change: (draft) => draft.edits.assertion.push((xml) => xml.replace("Ada Lovelace", `Ada${text}Lovelace`)),
    });
    expect(built.xml).toContain(`Ada${text}Lovelace`);
    expect(read(messageOf(built.xml)).signedElement).toBe("both");
  });
});

describe("both readings", () => {
  test.each(["response", "assertion", "both"] as const)(
    "find the same bytes when the signed element is: %s",
    (sign) => {
      const message = messageOf(buildResponse({ sign, style: { layout: "lines" } }).xml);
      const found = READINGS.flatMap(([, read]) => read(message).canonicalAssertions);
      expect(found.length).toBeGreaterThanOrEqual(2);
      expect(new Set(found).size).toBe(1);
    },
  );
});
