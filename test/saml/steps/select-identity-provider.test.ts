import { describe, expect, test } from "@jest/globals";
import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { selectIdentityProvider } from "../../../lib/saml/steps/select-identity-provider.ts";
import { ENTITY_IDS, NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { pinnedCertificate } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { addedBy, inspected, later, refusedBy } from "./run-step.ts";

const given = (options?: ResponseOptions, policy?: Partial<IdentityProvider>) => ({
  response: inspected(buildResponse(options).xml),
  configuration: testConfiguration({ policy: policy ?? {} }),
  now: NOW,
});

const withIssuers = (response: string | null, assertion: string) =>
  given({
    sign: "none",
    change: (draft) => {
      draft.response.issuer = response === null ? null : { value: response, format: null };
      if (draft.assertion) draft.assertion.issuer.value = assertion;
    },
  });

describe("select-identity-provider chooses", () => {
  test.each(["acme", "curve", "globex"] as const)("%s by its issuer, as it is configured", async (provider) => {
    const known = given({ provider, algorithm: provider === "curve" ? "ecdsa-sha256" : "rsa-sha256" });
    const chosen = known.configuration.identityProviders.find(({ id }) => id === provider);
    expect(await addedBy(selectIdentityProvider, known)).toEqual({ provider: chosen });
  });

  test("by the Response's issuer, where it names one", async () => {
    const { provider } = await addedBy(selectIdentityProvider, withIssuers(ENTITY_IDS.globex, ENTITY_IDS.acme));
    expect(provider.id).toBe("globex");
  });

  test("by the assertion's issuer, where the Response names none", async () => {
    const { provider } = await addedBy(selectIdentityProvider, withIssuers(null, ENTITY_IDS.acme));
    expect(provider.id).toBe("acme");
  });
});

describe("select-identity-provider refuses the issuer", () => {
  test.each([
    ["nobody configured", "https://idp.unknown.example/saml"],
    ["in another case", ENTITY_IDS.acme.toUpperCase()],
    ["with something behind it", `${ENTITY_IDS.acme}/`],
    ["with white space around it", ` ${ENTITY_IDS.acme}`],
    ["that is empty", ""],
  ])("%s", async (_name, issuer) => {
    expect(await refusedBy(selectIdentityProvider, withIssuers(issuer, ENTITY_IDS.acme))).toMatchObject({
      step: "select-identity-provider",
      reason: "issuer",
      problem: "unknown-issuer",
      found: issuer,
    });
  });

  test("that an encrypted assertion keeps to itself, where the Response names none either", async () => {
    const known = given({
      encrypt: {},
      sign: "none",
      change: ({ response }) => {
        response.issuer = null;
      },
    });
    expect(await refusedBy(selectIdentityProvider, known)).toMatchObject({
      reason: "issuer",
      problem: "no-issuer",
      found: null,
    });
  });
});

describe("select-identity-provider holds the algorithms against the provider's policy:", () => {
  test.each(["rsa-sha256", "rsa-sha384", "rsa-pss-sha512", "ecdsa-sha512"] as const)(
    "%s by default",
    async (algorithm) => {
      expect(await addedBy(selectIdentityProvider, given({ algorithm }))).toBeDefined();
    },
  );

  test("rsa-sha1 only where it is listed", async () => {
    expect(await refusedBy(selectIdentityProvider, given({ flaws: ["rsa-sha1"] }))).toMatchObject({
      reason: "algorithm",
      problem: "signature-algorithm-not-allowed",
      found: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    });
    const allowed = given({ flaws: ["rsa-sha1"] }, { signatureAlgorithms: ["rsa-sha1"] });
    expect(await addedBy(selectIdentityProvider, allowed)).toBeDefined();
  });

  test("a SHA-1 digest only where rsa-sha1 is listed", async () => {
    expect(await refusedBy(selectIdentityProvider, given({ flaws: ["sha1-digest"] }))).toMatchObject({
      reason: "algorithm",
      problem: "digest-algorithm-not-allowed",
      found: "http://www.w3.org/2000/09/xmldsig#sha1",
    });
    const allowed = given({ flaws: ["sha1-digest"] }, { signatureAlgorithms: ["rsa-sha256", "rsa-sha1"] });
    expect(await addedBy(selectIdentityProvider, allowed)).toBeDefined();
  });

  test("what the list does not name, whatever it is", async () => {
    const known = given({ algorithm: "rsa-sha256" }, { signatureAlgorithms: ["rsa-sha512", "rsa-pss-sha256"] });
    expect(await refusedBy(selectIdentityProvider, known)).toMatchObject({
      reason: "algorithm",
      problem: "signature-algorithm-not-allowed",
      expected: "rsa-sha512 rsa-pss-sha256",
    });
  });

  test("of every signature, not of the first only", async () => {
    const known = given({
      change: ({ signing }) => {
        if (signing.assertion) Object.assign(signing.assertion, { algorithm: "rsa-sha1" });
      },
    });
    expect(await refusedBy(selectIdentityProvider, known)).toMatchObject({ reason: "algorithm" });
  });
});

describe("select-identity-provider takes the dates of pinned certificates", () => {
  const valid = pinnedCertificate("acme-rsa");
  const ending = { ...pinnedCertificate("acme-rsa-next"), notBefore: later(NOW, -60), notAfter: NOW };
  const at = (now: Date, policy: Partial<IdentityProvider>) => ({ ...given({ sign: "none" }, policy), now });

  test("for a warning by default: a pinned key is trusted for being pinned", async () => {
    const certificates = [pinnedCertificate("acme-rsa-next.expired")];
    const { provider } = await addedBy(selectIdentityProvider, at(NOW, { certificates }));
    expect(provider.certificates).toEqual(certificates);
  });

  test("seriously where the policy says so: an expired one is no longer tried", async () => {
    const policy = { expiredCertificates: "refuse", certificates: [ending, valid] } as const;
    const { provider } = await addedBy(selectIdentityProvider, at(later(NOW, 1), policy));
    expect(provider.certificates).toEqual([valid]);
  });

  test("to the very instant, both ends included (RFC 5280 §4.1.2.5)", async () => {
    const policy = { expiredCertificates: "refuse", certificates: [ending] } as const;
    for (const now of [later(NOW, -60), NOW])
      expect(await addedBy(selectIdentityProvider, at(now, policy))).toMatchObject({
        provider: { certificates: [ending] },
      });
    for (const now of [later(NOW, -60, -1), later(NOW, 0, 1)])
      expect(await refusedBy(selectIdentityProvider, at(now, policy))).toMatchObject({
        reason: "untrusted-certificate",
        problem: "certificates-expired",
      });
  });
});
