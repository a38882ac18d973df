import { createHash, verify } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { LoginParts } from "../../../handlers/login/parts.ts";
import { loginDoor } from "../../../handlers/login/start-login.ts";
import { createCookies } from "../../../handlers/shared/cookies.ts";
import { createAnswers } from "../../../handlers/shared/http.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import type { KnownRequest, LoginLedger } from "../../../lib/ledger/ledger.ts";
import { NOW, testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import { certificatePem, privateKeyPem } from "../../fixtures/keys.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { knock } from "../../helpers/knock.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";

const BASE = "https://sp.example.test";
const lines = keepLogLines();

let dynalite: Dynalite;
let ledger: LoginLedger;
let parts: LoginParts;

beforeAll(async () => {
  dynalite = await startDynalite();
  ledger = createDynamoDbLedger(dynalite.client, LEDGER);
});

afterAll(() => dynalite.stop());

beforeEach(() => {
  parts = {
    configuration: testConfiguration({
      identityProviders: [
        testIdentityProvider("acme"),
        testIdentityProvider("curve", { singleSignOnUrl: null, name: "Curve <Ltd>" }),
        testIdentityProvider("globex", { wantAuthnRequestsSigned: true }),
      ],
    }),
    ledger,
    signingKey: async () => privateKeyPem("service-signing"),
    cookies: createCookies(BASE),
    answers: createAnswers(BASE),
  };
});

const login = (query: Record<string, string>, more: object = {}) =>
  knock(loginDoor, parts, { path: "/saml/login", query, ...more });

/** The request that a redirect carries, as the ledger remembers it. */
async function remembered(location: unknown): Promise<KnownRequest | null> {
  const parameter = new URL(String(location)).searchParams.get("SAMLRequest") ?? "";
  const [, id = ""] = / ID="([^"]+)"/.exec(inflateRawSync(Buffer.from(parameter, "base64")).toString()) ?? [];
  return ledger.findRequest(id);
}

const markIn = (cookies: readonly string[] | undefined) =>
  /^__Host-samltrail-request=([\w-]{43});/.exec(cookies?.[0] ?? "")?.[1];

describe("a login that starts here", () => {
  test("goes to the provider with a request that the ledger remembers for ten minutes, bound to the browser", async () => {
    const { statusCode, headers, cookies } = await login({ provider: "acme", RelayState: "/reports/july" });
    expect(statusCode).toBe(303);
    expect(String(headers?.location)).toMatch(/^https:\/\/idp\.acme\.example\/saml\/sso\?SAMLRequest=/);
    const mark = markIn(cookies);
    expect(await remembered(headers?.location)).toEqual({
      id: expect.stringMatching(/^_[0-9a-f]{40}$/),
      identityProviderId: "acme",
      browserHash: createHash("sha256").update(String(mark)).digest("hex"),
      relayState: "/reports/july",
      issuedAt: NOW,
      expiresAt: new Date(NOW.getTime() + 600_000),
      answeredBy: null,
    });
    expect(lines).toMatchObject([
      { fields: { outcome: "login-started", identityProvider: "acme", relayState: "kept" } },
    ]);
    expect(JSON.stringify(lines)).not.toContain(mark);
  });

  test("needs no provider's name where there is only one", async () => {
    parts = { ...parts, configuration: testConfiguration({ identityProviders: [testIdentityProvider("acme")] }) };
    expect((await login({})).statusCode).toBe(303);
  });

  test("is signed where the provider wants it, verifiably by the certificate in our metadata", async () => {
    const { headers } = await login({ provider: "globex", RelayState: "/" });
    const [, octets = "", signature = ""] = /\?(.*)&Signature=(.*)$/.exec(String(headers?.location)) ?? [];
    const value = Buffer.from(decodeURIComponent(signature), "base64");
    expect(verify("sha256", Buffer.from(octets), certificatePem("service-signing"), value)).toBe(true);
  });

  test("keeps the browser's mark, so that two tabs can both finish", async () => {
    const first = await login({ provider: "acme" });
    const mark = String(markIn(first.cookies));
    const second = await login({ provider: "acme" }, { cookies: [`__Host-samltrail-request=${mark}`] });
    expect(markIn(second.cookies)).toBe(mark);
    expect((await remembered(second.headers?.location))?.id).not.toBe((await remembered(first.headers?.location))?.id);
  });

  test.each([
    ["of another form", ["__Host-samltrail-request=short"]],
    ["that came twice", [`__Host-samltrail-request=${"a".repeat(43)}`, `__Host-samltrail-request=${"b".repeat(43)}`]],
  ])("makes a new mark where the browser holds one %s", async (_name, planted) => {
    const { cookies } = await login({ provider: "acme" }, { cookies: planted });
    expect(markIn(cookies)).toBeDefined();
    expect(planted.join()).not.toContain(String(markIn(cookies)));
  });

  test.each(["https://evil.example/", "//evil.example", "/admin", "/saml/login?provider=acme"])(
    "leads nowhere but to allowed places: %s is neither kept nor sent",
    async (RelayState) => {
      const { headers } = await login({ provider: "acme", RelayState });
      expect(new URL(String(headers?.location)).searchParams.has("RelayState")).toBe(false);
      expect((await remembered(headers?.location))?.relayState).toBeNull();
      expect(lines).toMatchObject([{ fields: { relayState: "not-allowed" } }]);
    },
  );

  test("keeps a long place at home: the ledger remembers it, the provider does not see it", async () => {
    const RelayState = `/reports/${"a".repeat(200)}`;
    const { headers } = await login({ provider: "acme", RelayState });
    expect(new URL(String(headers?.location)).searchParams.has("RelayState")).toBe(false);
    expect((await remembered(headers?.location))?.relayState).toBe(RelayState);
  });
});

describe("a login that cannot start", () => {
  test("without a provider's name shows the choice, and carries the allowed place along", async () => {
    const { statusCode, body } = await login({ RelayState: "/reports/july" });
    expect(statusCode).toBe(200);
    expect(body).toContain("/saml/login?provider=acme&amp;RelayState=%2Freports%2Fjuly");
    expect(body).toContain("Curve &lt;Ltd&gt;: start from your page of applications there.");
    expect((await login({ RelayState: "//evil.example" })).body).not.toContain("evil");
  });

  test.each(["nobody", "", "acme,globex", "<script>alert(1)</script>"])(
    "with the unknown provider %j is a 404 page",
    async (provider) => {
      const { statusCode, body, cookies } = await login({ provider });
      expect(statusCode).toBe(404);
      expect(body).toContain("names an identity provider that is not set up here");
      expect(body).not.toContain("<script>");
      expect(cookies).toBeUndefined();
    },
  );

  test("with a provider that takes no requests says where to start instead", async () => {
    const { statusCode, body } = await login({ provider: "curve" });
    expect(statusCode).toBe(409);
    expect(body).toContain("Signing in with Curve &lt;Ltd&gt; cannot be started from here.");
  });

  test("for want of the ledger goes nowhere: 503, and no cookie", async () => {
    const saveRequest = async () => {
      throw new Error("throttled");
    };
    parts = { ...parts, ledger: { saveRequest } };
    const { statusCode, body, headers, cookies } = await login({ provider: "acme" });
    expect(statusCode).toBe(503);
    expect(body).toContain("ledger-unavailable");
    expect(headers).not.toHaveProperty("location");
    expect(cookies).toBeUndefined();
  });

  test("for want of the signing key goes nowhere: 503", async () => {
    const signingKey = async () => {
      throw new Error("secret could not be fetched");
    };
    parts = { ...parts, signingKey };
    expect(await login({ provider: "globex" })).toMatchObject({
      statusCode: 503,
      body: expect.stringContaining("dependency-unavailable"),
    });
    expect((await login({ provider: "acme" })).statusCode).toBe(303);
  });
});
