import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SignedXml } from "xml-crypto";
import { createAuthnRequest } from "../../lib/saml/authn-request/create-authn-request.ts";
import { type KeyAndCertificate, makeKeyAndCertificate } from "../../local/first-start/certificate.ts";
import { type Listener, listenOnLoopback } from "../../local/http/loopback.ts";
import { identityProvider } from "../../local/identity-provider/identity-provider.ts";
import { ENTITY_ID } from "../../local/identity-provider/saml-messages.ts";
import { createStackLog } from "../../local/log.ts";
import { SERVICE_PROVIDER } from "../fixtures/configuration.ts";
import { privateKeyPem } from "../fixtures/keys.ts";

let listener: Listener;
let url: string;
let keys: KeyAndCertificate;

beforeAll(async () => {
  keys = await makeKeyAndCertificate("test", new Date());
  const listen = identityProvider({
    baseUrl: "http://127.0.0.1:1",
    serviceProviderUrl: SERVICE_PROVIDER.baseUrl,
    keys,
    serviceProvider: SERVICE_PROVIDER,
    log: createStackLog((line) => {
      throw new Error(line);
    }),
  });
  listener = await listenOnLoopback(listen, 0);
  url = `http://127.0.0.1:${listener.port}`;
});
afterAll(() => listener.close());

const plain = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_all, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name as string] ?? "",
  );

/** The form of a page: where it goes, and its fields. */
function formOf(page: string) {
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return {
    method: /<form method="([^"]*)"/.exec(page)?.[1],
    action: plain(/<form [^>]*action="([^"]*)"/.exec(page)?.[1] ?? ""),
    fields: Object.fromEntries(fields.map(([, name, value]) => [name, plain(value ?? "")])) as Record<string, string>,
  };
}

async function open(path: string, options?: RequestInit) {
  const response = await fetch(`${url}${path}`, options);
  return { status: response.status, headers: response.headers, page: await response.text() };
}

/** The message that a page posts to the service provider. */
async function answerTo(path: string) {
  const { page } = await open(path);
  const form = formOf(page);
  return { ...form, xml: Buffer.from(form.fields.SAMLResponse ?? "", "base64").toString("utf8") };
}

function isSigned(xml: string): boolean {
  const signature = /<Signature[\s\S]*<\/Signature>/.exec(xml)?.[0];
  if (!signature) return false;
  const verifier = new SignedXml({ publicCert: keys.certificatePem });
  verifier.loadSignature(signature);
  return verifier.checkSignature(xml);
}

/** An AuthnRequest of the service provider, as the query of a redirect. */
function authnRequest(change: { issuer?: string; acsUrl?: string; relayState?: string; key?: string } = {}) {
  const { id, location } = createAuthnRequest({
    serviceProvider: {
      ...SERVICE_PROVIDER,
      entityId: change.issuer ?? SERVICE_PROVIDER.entityId,
      acsUrl: change.acsUrl ?? SERVICE_PROVIDER.acsUrl,
    },
    identityProvider: { entityId: ENTITY_ID, wantAuthnRequestsSigned: true },
    destination: `${url}/sso`,
    relayState: change.relayState ?? null,
    signingKey: privateKeyPem("service-signing"),
    now: new Date(),
  });
  return { id, path: location.slice(url.length) };
}

describe("a login that starts at the demo identity provider", () => {
  test("posts a signed assertion with all that the web browser profile asks for", async () => {
    const { method, action, fields, xml } = await answerTo("/start?person=alice&RelayState=%2Freports%2F%3Ca%3E");
    expect([method, action, fields.RelayState]).toEqual(["post", SERVICE_PROVIDER.acsUrl, "/reports/<a>"]);
    expect(isSigned(xml)).toBe(true);
    expect(xml).toContain(`Destination="${SERVICE_PROVIDER.acsUrl}"`);
    expect(xml).toContain(`Recipient="${SERVICE_PROVIDER.acsUrl}"`);
    expect(xml).toContain(`<saml:Audience>${SERVICE_PROVIDER.entityId}</saml:Audience>`);
    expect(xml).toContain(`>${ENTITY_ID}<`);
    expect(xml).toMatch(/<saml:AuthnStatement AuthnInstant="[^"]+" SessionIndex="[^"]+"/);
    for (const value of ["administrator", "auditor", "Alice Archer", "alice.archer@example.com", "demo-alice"]) {
      expect(xml).toContain(`>${value}<`);
    }
    expect(xml).not.toContain("InResponseTo");
    const [, issued = ""] = /IssueInstant="([^"]+)"/.exec(xml) ?? [];
    const [, until = ""] = /NotOnOrAfter="([^"]+)"/.exec(xml) ?? [];
    expect(Math.abs(Date.parse(until) - Date.parse(issued) - 300_000)).toBeLessThan(1000);
  });

  test("names what it sends to whom it may, and runs no script but its own", async () => {
    const { headers } = await open("/start?person=alice");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'sha256-[^']+'/);
    expect(policy).toContain(`form-action ${SERVICE_PROVIDER.baseUrl}`);
  });

  test.each(["/start", "/start?person=mallory", "/start?person=alice&misbehave=politely"])(
    "%s is refused",
    async (path) => {
      const { status, page } = await open(path);
      expect([status, formOf(page).action]).toEqual([400, ""]);
    },
  );
});

describe("a login that the service provider starts", () => {
  test("is answered in response to its request, with its RelayState", async () => {
    const request = authnRequest({ relayState: "/reports/1" });
    const { action, fields, xml } = await answerTo(`${request.path}&person=bob`);
    expect([action, fields.RelayState]).toEqual([SERVICE_PROVIDER.acsUrl, "/reports/1"]);
    expect(xml.split(`InResponseTo="${request.id}"`)).toHaveLength(3);
    expect(isSigned(xml)).toBe(true);
  });

  test("offers three people, and keeps the request until one is chosen", async () => {
    const request = authnRequest({ relayState: "/reports/1" });
    const { page } = await open(request.path);
    expect([...page.matchAll(/<button name="person" value="([a-z]+)"/g)].map(([, id]) => id)).toEqual([
      "alice",
      "bob",
      "carol",
    ]);
    const form = formOf(page);
    expect([form.method, form.action]).toEqual(["GET", "/sso"]);
    const chosen = new URLSearchParams({ ...form.fields, person: "carol" });
    const { fields, xml } = await answerTo(`/sso?${chosen}`);
    expect(fields.RelayState).toBe("/reports/1");
    expect(xml).toContain(`InResponseTo="${request.id}"`);
    expect(xml).toContain(">demo-carol<");
  });

  test.each([
    ["from another application", { issuer: "https://evil.example" }],
    ["for an answer to another address", { acsUrl: "https://evil.example/saml/acs" }],
  ])("is refused where it is %s, although it is signed", async (_what, change) => {
    const { status, page } = await open(`${authnRequest(change).path}&person=alice`);
    expect([status, formOf(page).action]).toEqual([400, ""]);
  });

  test.each([
    ["without a signature", (path: string) => path.replace(/&SigAlg=.*/, "")],
    [
      "with a signature over something else",
      (path: string) => `${path.replace(/&SigAlg/, "&RelayState=%2Felsewhere&SigAlg")}`,
    ],
    ["that is nothing", () => "/sso?x=1"],
    ["that is no request", () => `/sso?SAMLRequest=${encodeURIComponent(deflateRawSync("<a/>").toString("base64"))}`],
  ])("is refused where it comes %s", async (_what, change) => {
    const { status, page } = await open(`${change(authnRequest().path)}&person=alice`);
    expect([status, formOf(page).action]).toEqual([400, ""]);
  });
});

describe("misbehaving on request", () => {
  const answer = async (name: string) => (await answerTo(`/start?person=alice&misbehave=${name}`)).xml;

  test("an expired assertion is signed, and over for ten minutes", async () => {
    const xml = await answer("expired");
    expect(isSigned(xml)).toBe(true);
    for (const [, until = ""] of xml.matchAll(/NotOnOrAfter="([^"]+)"/g)) {
      expect(Date.parse(until)).toBeLessThan(Date.now() - 590_000);
    }
  });

  test.each([
    ["wrong-audience", "<saml:Audience>urn:example:another-application</saml:Audience>"],
    ["wrong-recipient", 'Recipient="https://another.example/saml/acs"'],
    ["unknown-issuer", ">urn:example:another-identity-provider<"],
  ])("%s is signed and says so", async (name, text) => {
    const xml = await answer(name);
    expect(isSigned(xml)).toBe(true);
    expect(xml).toContain(text);
  });

  test("an unsigned one holds no signature", async () => {
    expect(await answer("unsigned")).not.toContain("Signature");
  });

  test("a failed sign-in is a signed status without an assertion", async () => {
    const xml = await answer("status");
    expect(isSigned(xml)).toBe(true);
    expect(xml).toContain("urn:oasis:names:tc:SAML:2.0:status:AuthnFailed");
    expect(xml).not.toContain("Assertion");
  });
});

test("the start page shows the three people and every way to misbehave", async () => {
  const { status, page } = await open("/");
  expect(status).toBe(200);
  for (const text of ["Alice Archer", "Bob Baker", "Carol Chen", "misbehave=expired", "misbehave=status"]) {
    expect(page).toContain(text);
  }
});

test("the metadata names the certificate and where requests go, signed", async () => {
  const { page, headers } = await open("/metadata");
  expect(headers.get("content-type")).toBe("application/samlmetadata+xml");
  expect(page).toContain('WantAuthnRequestsSigned="true"');
  expect(page).toContain(keys.certificatePem.replace(/-----[A-Z ]+-----|\s/g, ""));
  expect(page).toContain('Location="http://127.0.0.1:1/sso"');
});

test("there is nothing else", async () => {
  expect((await open("/other")).status).toBe(404);
  expect((await open("/start?person=alice", { method: "POST" })).status).toBe(404);
});
