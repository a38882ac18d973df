import { describe, expect, test } from "@jest/globals";
import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { createLibxml2WasmValidator } from "../../../lib/saml/schema/libxml2-wasm-validator.ts";
import { decryptAssertion } from "../../../lib/saml/steps/decrypt-assertion.ts";
import { testIdentityProvider } from "../../fixtures/configuration.ts";
import { FLAWS, type FlawName } from "../../fixtures/flaws.ts";
import { privateKey } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { decryptionKeys, fails } from "../memory.ts";
import { addedBy, inspected, refusedBy } from "./run-step.ts";

const step = decryptAssertion(decryptionKeys, createLibxml2WasmValidator());

function given(options: ResponseOptions, policy: Partial<IdentityProvider> = {}) {
  const { xml } = buildResponse(options);
  return { xml, response: inspected(xml), provider: testIdentityProvider("acme", policy) };
}

const CBC = { allowCbcDecryption: true };

describe("decrypt-assertion", () => {
  test("hands on a plain assertion as it is, and asks neither key nor validator", async () => {
    const known = given({});
    expect(await addedBy(decryptAssertion([], { validate: fails }), known)).toEqual({
      message: { response: known.xml, decrypted: null, signatures: known.response.signatures },
    });
  });

  test.each(["aes128-gcm", "aes192-gcm", "aes256-gcm"] as const)("decrypts %s", async (content) => {
    const built = buildResponse({ encrypt: { content } });
    const known = { xml: built.xml, response: inspected(built.xml), provider: testIdentityProvider("acme") };
    const { message } = await addedBy(step, known);
    expect(message).toMatchObject({ response: built.xml, decrypted: built.assertionXml });
  });

  test.each(["service-decryption", "service-decryption-next"] as const)(
    "tries both keys of a rollover: %s",
    async (recipient) => {
      const { message } = await addedBy(step, given({ encrypt: { recipient } }));
      expect(message.decrypted).toMatch(/^<saml:Assertion .*<\/saml:Assertion>$/s);
    },
  );

  test("adds the signature inside to the one outside, in that order", async () => {
    const { message } = await addedBy(step, given({ encrypt: {} }));
    expect(message.signatures.map(({ on }) => on)).toEqual(["response", "assertion"]);
    const inside = await addedBy(step, given({ encrypt: {}, sign: "assertion" }));
    expect(inside.message.signatures.map(({ on }) => on)).toEqual(["assertion"]);
  });
});

describe("decrypt-assertion takes AES-CBC", () => {
  test.each(["aes128-cbc", "aes256-cbc"] as const)(
    "where the provider may and the Response's signature verifies: %s",
    async (content) => {
      const { message } = await addedBy(step, given({ encrypt: { content } }, CBC));
      expect(message.decrypted).toContain("<saml:Assertion");
    },
  );

  test.each([
    ["the provider may not", {}, {}],
    ["nothing outside is signed", { sign: "assertion" }, CBC],
    ["the Response's signature is a stranger's", { sign: "response", signing: { key: "stranger-rsa" } }, CBC],
    ["the Response was changed after signing", { change: readdress }, CBC],
  ] as const)("not where %s", async (_name, options, policy) => {
    expect(await refusedBy(step, given({ encrypt: { content: "aes256-cbc" }, ...options }, policy))).toMatchObject({
      step: "decrypt-assertion",
      reason: "decryption",
      problem: "decryption",
    });
  });

  function readdress({ edits }: ReturnType<typeof buildResponse>["draft"]): void {
    edits.finished.push((xml) => xml.replace(/Destination="[^"]*"/, 'Destination="https://elsewhere.example/"'));
  }
});

describe("decrypt-assertion gives one and the same refusal for whatever cannot be decrypted:", () => {
  const flaws = (Object.keys(FLAWS) as FlawName[]).filter(
    (name) => FLAWS[name].step === "decrypt-assertion" && FLAWS[name].reason === "decryption",
  );

  test.each(flaws)("%s", async (name) => {
    const { cause, ...refused } = await refusedBy(step, given({ flaws: [name] }, FLAWS[name].policy));
    expect(refused).toEqual({
      step: "decrypt-assertion",
      reason: "decryption",
      problem: "decryption",
      found: null,
      expected: null,
    });
    expect(String(cause)).toBe("DecryptionFailed: the element could not be decrypted");
  });

  test("no key at all", async () => {
    const keyless = decryptAssertion([], createLibxml2WasmValidator());
    expect(await refusedBy(keyless, given({ encrypt: {} }))).toMatchObject({ reason: "decryption" });
  });

  test("a key that is not RSA", async () => {
    const curve = decryptAssertion([privateKey("curve-p256")], createLibxml2WasmValidator());
    expect(await refusedBy(curve, given({ encrypt: {} }))).toMatchObject({ reason: "decryption" });
  });
});

/** What each flaw of the plaintext is called in the event. */
const PROBLEMS: Partial<Record<FlawName, string>> = {
  "encrypted-something-else": "not-an-assertion",
  "doctype-in-encrypted-assertion": "doctype",
  "comment-in-encrypted-assertion": "comment",
  "processing-instruction-in-encrypted-assertion": "processing-instruction",
  "unknown-attribute-in-encrypted-assertion": "not-valid",
  "eighty-references-in-encrypted-assertion": "signature-children",
  "hmac-signature-in-encrypted-assertion": "signature-algorithm",
  "rsa-sha1-in-encrypted-assertion": "signature-algorithm-not-allowed",
  "too-many-elements-in-encrypted-assertion": "too-many-elements",
  "truncated-encrypted-assertion": "not-xml",
};

describe("decrypt-assertion treats the plaintext as a new document (anyone can encrypt to a public certificate), and refuses", () => {
  const flaws = (Object.keys(FLAWS) as FlawName[]).filter(
    (name) => FLAWS[name].step === "decrypt-assertion" && FLAWS[name].reason !== "decryption",
  );

  test.each(flaws)("%s", async (name) => {
    expect(await refusedBy(step, given({ flaws: [name] }))).toMatchObject({
      step: "decrypt-assertion",
      reason: FLAWS[name].reason,
      problem: PROBLEMS[name],
    });
  });

  test("another assertion inside the assertion", async () => {
    const nested = given({
      encrypt: {},
      change: ({ edits }) =>
        edits.plaintext.push((xml) =>
          xml.replace("<saml:AttributeValue>Ada", `<saml:AttributeValue>${xml.replace("_assertion", "_inner")}Ada`),
        ),
    });
    expect(await refusedBy(step, nested)).toMatchObject({
      reason: "signature-structure",
      problem: "several-assertions",
    });
  });

  test("everything, where the schema validator fails on it", async () => {
    const broken = decryptAssertion(decryptionKeys, { validate: fails });
    expect(await refusedBy(broken, given({ encrypt: {} }))).toMatchObject({
      reason: "dependency-unavailable",
      problem: "schema-validator",
    });
  });

  test("nothing but by the rules of the provider: rsa-sha1 inside is taken where it is listed", async () => {
    const known = given(
      { flaws: ["rsa-sha1-in-encrypted-assertion"] },
      { signatureAlgorithms: ["rsa-sha256", "rsa-sha1"] },
    );
    expect((await addedBy(step, known)).message.signatures).toHaveLength(2);
  });
});
