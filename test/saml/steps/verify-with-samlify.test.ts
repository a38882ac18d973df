import { describe, expect, test } from "@jest/globals";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from "../../../lib/config/schema.ts";
import { verifyWithLibxml2 } from "../../../lib/saml/steps/verify-with-libxml2.ts";
import { verifyWithSamlify } from "../../../lib/saml/steps/verify-with-samlify.ts";
import { testIdentityProvider } from "../../fixtures/configuration.ts";
import { pinnedCertificate } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { messageOf } from "../readings/helpers.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const given = (options?: ResponseOptions) => ({
  message: messageOf(buildResponse(options).xml),
  provider: testIdentityProvider("acme"),
});

const reading = async (options?: ResponseOptions) => (await addedBy(verifyWithSamlify, given(options))).secondReading;

describe("verify-with-samlify", () => {
  test.each(["response", "assertion", "both"] as const)(
    "finds the assertion when the signed element is: %s",
    async (sign) => {
      const found = await reading({ sign });
      expect(found).toMatchObject({
        signedElement: sign,
        certificateFingerprint: pinnedCertificate("acme-rsa").fingerprint,
        signatureAlgorithm: SIGNATURE_ALGORITHMS["rsa-sha256"],
      });
      // Once for each signature, since each leads to the assertion by a way of its own.
      expect(found.canonicalAssertions).toHaveLength(sign === "both" ? 2 : 1);
      for (const canonical of found.canonicalAssertions)
        expect(canonical).toMatch(
          /^<saml:Assertion xmlns:saml="[^"]+" ID="_assertion-0001" (?!.*Signature).*<\/saml:Assertion>$/s,
        );
    },
  );

  test.each(Object.keys(SIGNATURE_ALGORITHMS) as SignatureAlgorithm[])(
    "verifies %s, alone or twice",
    async (algorithm) => {
      for (const sign of ["response", "both"] as const) {
        const curve = algorithm.startsWith("ecdsa") && { provider: testIdentityProvider("curve") };
        const { secondReading } = await addedBy(verifyWithSamlify, { ...given({ algorithm, sign }), ...curve });
        expect(secondReading.signatureAlgorithm).toBe(SIGNATURE_ALGORITHMS[algorithm]);
      }
    },
  );

  test.each(["assertion", "both"] as const)(
    "tries every pinned certificate, whichever KeyInfo names: %s",
    async (sign) => {
      for (const keyInfo of [["acme-rsa-next" as const], ["acme-rsa" as const], ["stranger-rsa" as const], []]) {
        const found = await reading({ sign, signing: { key: "acme-rsa-next", keyInfo } });
        expect(found.certificateFingerprint).toBe(pinnedCertificate("acme-rsa-next").fingerprint);
      }
    },
  );

  test("reads the plaintext of an encrypted assertion under a signature over its ciphertext", async () => {
    const built = buildResponse({ encrypt: {}, sign: "response" });
    const message = { ...messageOf(built.xml), decrypted: built.assertionXml };
    const known = { message, provider: testIdentityProvider("acme") };
    expect((await addedBy(verifyWithSamlify, known)).secondReading.canonicalAssertions).toEqual([
      expect.stringContaining("ada@acme.example"),
    ]);
  });
});

describe("verify-with-samlify refuses by itself, where the first reading would not have let the message come so far:", () => {
  test("no signature", async () => {
    expect(await refusedBy(verifyWithSamlify, given({ sign: "none" }))).toMatchObject({
      step: "verify-with-samlify",
      reason: "signature-missing",
      problem: "no-signature",
    });
  });

  test.each([
    ["a value changed after signing", { flaws: ["changed-after-signing"] }],
    ["another signature value", { flaws: ["changed-signature-value"] }],
    ["a wrong signature under a right one", { flaws: ["assertion-signature-invalid-under-a-valid-one"] }],
    ["a stranger's signature in the provider's name", { flaws: ["signed-by-a-stranger-in-our-providers-name"] }],
    ["a stranger's signature without KeyInfo", { flaws: ["signed-by-a-stranger-without-key-info"] }],
  ] as const)("%s", async (_name, options) => {
    for (const sign of ["assertion", "both"] as const)
      expect(await refusedBy(verifyWithSamlify, given({ ...options, sign }))).toMatchObject({
        reason: "signature-invalid",
        problem: "signature",
      });
  });

  test.each(["signed-by-a-stranger", "signed-by-another-provider"] as const)("%s", async (flaw) => {
    for (const sign of ["assertion", "both"] as const)
      expect(await refusedBy(verifyWithSamlify, given({ flaws: [flaw], sign }))).toMatchObject({
        reason: "untrusted-certificate",
        problem: "certificate-not-pinned",
      });
  });

  test("an assertion wrapped into SubjectConfirmationData, which samlify looks for", async () => {
    const { message, provider } = given({ sign: "assertion" });
    const response = message.response.replace(/<saml:Assertion .*<\/saml:Assertion>/s, (genuine) =>
      genuine
        .replace("_assertion-0001", "_forged-0001")
        .replace(/<ds:Signature .*?<\/ds:Signature>/s, "")
        .replace(
          /(<saml:SubjectConfirmationData [^>]*)\/>/,
          (_, tag) => `${tag}>${genuine}</saml:SubjectConfirmationData>`,
        ),
    );
    expect(await refusedBy(verifyWithSamlify, { message: { ...message, response }, provider })).toMatchObject({
      reason: "signature-structure",
      problem: "potential-wrapping-attack",
    });
  });
});

test("verify-with-samlify refuses what the first reading verifies, where xmldom takes the text for another", async () => {
  const known = given({ flaws: ["name-that-only-one-parser-reads"] });
  await addedBy(verifyWithLibxml2, known);
  expect(await refusedBy(verifyWithSamlify, known)).toMatchObject({
    reason: "signature-invalid",
    problem: "not-verifiable",
    found: expect.stringMatching(/^xmldom: /),
  });
});
