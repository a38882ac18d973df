import { verify } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { XmlDocument } from "libxml2-wasm";
import { createAuthnRequest } from "../../../lib/saml/authn-request/create-authn-request.ts";
import { createLibxml2WasmValidator } from "../../../lib/saml/schema/libxml2-wasm-validator.ts";
import { NOW, SERVICE_PROVIDER, testIdentityProvider } from "../../fixtures/configuration.ts";
import { certificatePem, privateKeyPem } from "../../fixtures/keys.ts";

const DESTINATION = "https://idp.acme.example/saml/sso?tenant=a&flow=b";

const plain = {
  serviceProvider: SERVICE_PROVIDER,
  identityProvider: testIdentityProvider("acme"),
  destination: DESTINATION,
  relayState: null,
  signingKey: null,
  now: NOW,
};

const signed = {
  ...plain,
  identityProvider: testIdentityProvider("acme", { wantAuthnRequestsSigned: true }),
  signingKey: privateKeyPem("service-signing"),
};

function messageOf(location: string): string {
  const parameter = new URL(location).searchParams.get("SAMLRequest") ?? "";
  return inflateRawSync(Buffer.from(parameter, "base64")).toString("utf8");
}

/** What libxml2 finds at an XPath. */
function read(xml: string, path: string): string {
  const document = XmlDocument.fromString(xml);
  try {
    const namespaces = { p: "urn:oasis:names:tc:SAML:2.0:protocol", a: "urn:oasis:names:tc:SAML:2.0:assertion" };
    return String(document.eval(`string(${path})`, namespaces));
  } finally {
    document.dispose();
  }
}

describe("an AuthnRequest", () => {
  const { id, location } = createAuthnRequest({ ...plain, relayState: "/reports/july" });
  const xml = messageOf(location);

  test("is valid by the SAML schema", async () => {
    expect(await createLibxml2WasmValidator().validate(xml)).toEqual({ valid: true });
  });

  test.each([
    ["/p:AuthnRequest/@Version", "2.0"],
    ["/p:AuthnRequest/@IssueInstant", NOW.toISOString()],
    ["/p:AuthnRequest/@Destination", DESTINATION],
    ["/p:AuthnRequest/@AssertionConsumerServiceURL", SERVICE_PROVIDER.acsUrl],
    ["/p:AuthnRequest/@ProtocolBinding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"],
    ["/p:AuthnRequest/a:Issuer", SERVICE_PROVIDER.entityId],
    ["/p:AuthnRequest/p:NameIDPolicy/@Format", SERVICE_PROVIDER.nameIdFormat],
    ["/p:AuthnRequest/p:NameIDPolicy/@AllowCreate", "true"],
    ["count(/p:AuthnRequest/@ForceAuthn | /p:AuthnRequest/@AssertionConsumerServiceIndex)", "0"],
  ])("says %s = %s", (path, expected) => {
    expect(read(xml, path)).toBe(expected);
  });

  test("goes to the provider's address with what that has in its query already, and is not signed unasked", () => {
    expect(location.startsWith(`${DESTINATION}&SAMLRequest=`)).toBe(true);
    expect([...new URL(location).searchParams.keys()]).toEqual(["tenant", "flow", "SAMLRequest", "RelayState"]);
  });

  test("has an ID of 160 random bits, another one each time", () => {
    expect(read(xml, "/p:AuthnRequest/@ID")).toBe(id);
    const ids = Array.from({ length: 10 }, () => createAuthnRequest(plain).id);
    expect(new Set(ids).size).toBe(10);
    for (const each of ids) expect(each).toMatch(/^_[0-9a-f]{40}$/);
  });

  test("escapes what the configuration says", () => {
    const serviceProvider = { ...SERVICE_PROVIDER, entityId: `urn:"a"&<b>` };
    expect(read(messageOf(createAuthnRequest({ ...plain, serviceProvider }).location), "//a:Issuer")).toBe(
      `urn:"a"&<b>`,
    );
  });
});

describe("RelayState", () => {
  const sent = (relayState: string | null) =>
    new URL(createAuthnRequest({ ...plain, relayState }).location).searchParams.get("RelayState");

  test("goes along up to 80 bytes and stays at home above, where the ledger has it", () => {
    expect(sent(`/${"a".repeat(79)}`)).toBe(`/${"a".repeat(79)}`);
    expect(sent(`/${"a".repeat(80)}`)).toBeNull();
    expect(sent(null)).toBeNull();
  });
});

describe("a signed AuthnRequest", () => {
  function signatureVerifies(location: string, certificate = certificatePem("service-signing")): boolean {
    // saml-bindings-2.0 §3.4.4.1: the octets are the parameters as they stand in the URL, in this order.
    const [, octets = "", signature = ""] = /[?&](SAMLRequest=.*)&Signature=([^&]*)$/.exec(location) ?? [];
    const value = Buffer.from(decodeURIComponent(signature), "base64");
    return verify("sha256", Buffer.from(octets), certificate, value);
  }

  test.each([null, "/reports/july?page=1&x=ä"])(
    "verifies with node:crypto over the query string (RelayState %j)",
    (relayState) => {
      const { location } = createAuthnRequest({ ...signed, relayState });
      expect(new URL(location).searchParams.get("SigAlg")).toBe("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
      expect(signatureVerifies(location)).toBe(true);
    },
  );

  test("no longer verifies when a parameter was changed, nor with another certificate", () => {
    const { location } = createAuthnRequest({ ...signed, relayState: "/reports/july" });
    expect(signatureVerifies(location.replace("july", "june"))).toBe(false);
    expect(signatureVerifies(location, certificatePem("stranger-rsa"))).toBe(false);
  });

  test("is never sent unsigned for want of a key", () => {
    expect(() => createAuthnRequest({ ...signed, signingKey: null })).toThrow(/wants signed requests/);
    const serviceProvider = { ...SERVICE_PROVIDER, signingCertificate: null };
    expect(() => createAuthnRequest({ ...signed, serviceProvider })).toThrow(/wants signed requests/);
  });

  test("is never signed with a key that the provider does not know from our metadata", () => {
    const signingKey = privateKeyPem("stranger-rsa");
    expect(() => createAuthnRequest({ ...signed, signingKey })).toThrow(/does not belong to .*signingCertificate/);
  });
});
