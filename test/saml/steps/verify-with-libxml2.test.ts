import { describe, expect, test } from "@jest/globals";
import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from "../../../lib/config/schema.ts";
import { verifyWithLibxml2 } from "../../../lib/saml/steps/verify-with-libxml2.ts";
import { testIdentityProvider } from "../../fixtures/configuration.ts";
import { FLAWS, type FlawName } from "../../fixtures/flaws.ts";
import { pinnedCertificate } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { messageOf } from "../readings/helpers.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const given = (options?: ResponseOptions, policy?: Partial<IdentityProvider>) => ({
  message: messageOf(buildResponse(options).xml),
  provider: testIdentityProvider("acme", policy),
});

const reading = async (...known: Parameters<typeof given>) =>
  (await addedBy(verifyWithLibxml2, given(...known))).firstReading;

describe("verify-with-libxml2 (xmldsig-core §3.2, saml-core-2.0 §5.4)", () => {
  test.each(["response", "assertion", "both"] as const)(
    "finds the assertion when the signed element is: %s",
    async (sign) => {
      const found = await reading({ sign });
      expect(found).toMatchObject({
        signedElement: sign,
        certificateFingerprint: pinnedCertificate("acme-rsa").fingerprint,
        signatureAlgorithm: SIGNATURE_ALGORITHMS["rsa-sha256"],
      });
      const [canonical, ...more] = found.canonicalAssertions;
      expect(more).toEqual([]);
      expect(canonical).toMatch(/^<saml:Assertion xmlns:saml="[^"]+" ID="_assertion-0001" .*<\/saml:Assertion>$/s);
      expect(canonical).not.toContain("Signature");
    },
  );

  test.each(Object.keys(SIGNATURE_ALGORITHMS) as SignatureAlgorithm[])("verifies %s", async (algorithm) => {
    const curve = testIdentityProvider("curve");
    const known = { ...given({ algorithm }), ...(algorithm.startsWith("ecdsa") && { provider: curve }) };
    const { firstReading } = await addedBy(verifyWithLibxml2, known);
    expect(firstReading.signatureAlgorithm).toBe(SIGNATURE_ALGORITHMS[algorithm]);
  });

  test("tries every pinned certificate, whichever KeyInfo names", async () => {
    for (const keyInfo of [["acme-rsa-next" as const], ["acme-rsa" as const], ["stranger-rsa" as const], []]) {
      const found = await reading({ signing: { key: "acme-rsa-next", keyInfo } });
      expect(found.certificateFingerprint).toBe(pinnedCertificate("acme-rsa-next").fingerprint);
    }
  });

  test("reads the plaintext of an encrypted assertion, whose signature covers that, while the Response's covers the ciphertext", async () => {
    const built = buildResponse({ encrypt: {} });
    const outer = messageOf(built.xml);
    const plain = built.assertionXml ?? "";
    const inner = messageOf(buildResponse({ sign: "assertion" }).xml).signatures;
    const message = { response: built.xml, decrypted: plain, signatures: [...outer.signatures, ...inner] };
    const { firstReading } = await addedBy(verifyWithLibxml2, { message, provider: testIdentityProvider("acme") });
    expect(firstReading).toMatchObject({
      signedElement: "both",
      canonicalAssertions: [expect.stringContaining("ada@")],
    });
  });
});

describe("verify-with-libxml2 wants signed what the provider's policy says:", () => {
  test.each([
    ["either", "response"],
    ["either", "assertion"],
    ["response", "response"],
    ["response", "both"],
    ["assertion", "assertion"],
    ["assertion", "both"],
  ] as const)("%s is satisfied by %s", async (wantSigned, sign) => {
    expect((await reading({ sign }, { wantSigned })).signedElement).toBe(sign);
  });

  test.each([
    ["response", "assertion"],
    ["assertion", "response"],
  ] as const)("%s is not satisfied by %s", async (wantSigned, sign) => {
    expect(await refusedBy(verifyWithLibxml2, given({ sign }, { wantSigned }))).toMatchObject({
      step: "verify-with-libxml2",
      reason: "signature-missing",
      problem: `${wantSigned}-not-signed`,
      expected: `a signature on the ${wantSigned}`,
    });
  });
});

test("verify-with-libxml2 says of an unsigned message that nothing is signed, whatever is wanted", async () => {
  for (const wantSigned of ["either", "response", "assertion"] as const)
    expect(await refusedBy(verifyWithLibxml2, given({ sign: "none" }, { wantSigned }))).toMatchObject({
      reason: "signature-missing",
      problem: "no-signature",
    });
});

const PROBLEMS: Partial<Record<FlawName, string>> = {
  unsigned: "no-signature",
  "assertion-unsigned-where-wanted": "assertion-not-signed",
  "response-unsigned-where-wanted": "response-not-signed",
  "changed-after-signing": "digest",
  "changed-signature-value": "signature-value",
  "assertion-signature-invalid-under-a-valid-one": "digest",
  "signed-by-a-stranger-in-our-providers-name": "signature-value",
  "signed-by-a-stranger-without-key-info": "signature-value",
  "signed-by-a-stranger": "certificate-not-pinned",
  "signed-by-another-provider": "certificate-not-pinned",
};

describe("verify-with-libxml2 refuses", () => {
  const flaws = (Object.keys(FLAWS) as FlawName[]).filter((name) => FLAWS[name].step === "verify-with-libxml2");

  test.each(flaws)("%s", async (name) => {
    expect(await refusedBy(verifyWithLibxml2, given({ flaws: [name] }, FLAWS[name].policy))).toMatchObject({
      step: "verify-with-libxml2",
      reason: FLAWS[name].reason,
      problem: PROBLEMS[name],
    });
  });

  test.each(["response", "assertion"] as const)(
    "one broken signature of two, and says that it is on the %s",
    async (on) => {
      const known = given({
        change: ({ signing }) =>
          signing[on]?.editsOfSignature.push((xml) => xml.replace(/(SignatureValue>)..../, "$1AAAA")),
      });
      expect(await refusedBy(verifyWithLibxml2, known)).toMatchObject({
        reason: "signature-invalid",
        problem: "signature-value",
        found: on,
      });
    },
  );

  test.each([
    ["a value that is not base64", /(SignatureValue>)./, "$1*", "not-base64"],
    ["an empty value", /(SignatureValue>)[^<]*/, "$1", "signature-value"],
    ["a value that is too short", /(SignatureValue>)[^<]*/, "$1AAAA", "signature-value"],
  ])("%s", async (_name, found, by, problem) => {
    const known = given({
      sign: "assertion",
      change: ({ signing }) => signing.assertion?.editsOfSignature.push((xml) => xml.replace(found, by)),
    });
    expect(await refusedBy(verifyWithLibxml2, known)).toMatchObject({ reason: "signature-invalid", problem });
  });

  test("a key of the wrong kind for the algorithm, pinned or not", async () => {
    const known = { ...given({ algorithm: "ecdsa-sha256", signing: { keyInfo: [] } }) };
    expect(await refusedBy(verifyWithLibxml2, known)).toMatchObject({ reason: "signature-invalid" });
  });

  test("a signature that inspection saw and that is not there", async () => {
    const { message, provider } = given();
    const gone = { ...message, response: buildResponse({ sign: "none" }).xml };
    expect(await refusedBy(verifyWithLibxml2, { message: gone, provider })).toMatchObject({
      reason: "signature-missing",
      problem: "signature-not-found",
    });
  });
});
