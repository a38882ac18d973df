import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import {
  type IdentityProviderMetadata,
  parseIdentityProviderMetadata,
} from "../../lib/config/identity-provider-metadata.ts";
import { certificate, type KeyKind } from "./helpers/certificates.ts";
import { entity, keyDescriptor, type MetadataParts, singleSignOn } from "./helpers/metadata.ts";

const NOW = new Date("2026-08-01T12:00:00.000Z");
const P256 = certificate("p-256");
const RSA = certificate("rsa-2048");
const NEXT = certificate("another rsa-2048");
const SIGNING = keyDescriptor(P256.base64, "signing");
const REDIRECT = singleSignOn("https://idp.test/sso");

function read(text: string): IdentityProviderMetadata {
  return parseIdentityProviderMetadata("idp.xml", text, NOW).metadata;
}

function refusalOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message.replace("the configuration cannot be used: ", "");
  }
  throw new Error("expected the metadata to be refused, but it was read");
}

function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();
}

function fingerprints(children: string): readonly string[] {
  return read(entity({ children })).certificates.map((each) => each.fingerprint);
}

describe("metadata that is right", () => {
  test("gives the entity, its address and its pinned certificate", () => {
    const metadata = read(entity({ children: SIGNING + REDIRECT, entityId: "urn:idp:test" }));
    expect(metadata).toEqual({
      entityId: "urn:idp:test",
      singleSignOnUrl: "https://idp.test/sso",
      wantAuthnRequestsSigned: false,
      certificates: [
        {
          pem: new X509Certificate(P256.pem).toString(),
          fingerprint: fingerprint(P256.pem),
          notBefore: new Date("2020-01-01T00:00:00.000Z"),
          notAfter: new Date("2060-01-01T00:00:00.000Z"),
        },
      ],
    });
  });

  test.each(["p-384", "p-521", "rsa-2048"] as const)("may pin a key of kind %s", (kind: KeyKind) => {
    const { base64, pem } = certificate(kind);
    expect(fingerprints(keyDescriptor(base64, "signing"))).toEqual([fingerprint(pem)]);
  });

  test("keeps both certificates of a rollover, in their order", () => {
    const both = keyDescriptor(NEXT.base64, "signing") + keyDescriptor(RSA.base64, "signing");
    expect(fingerprints(both)).toEqual([fingerprint(NEXT.pem), fingerprint(RSA.pem)]);
  });

  test("takes a key for no use in particular, even two of them", () => {
    expect(fingerprints(keyDescriptor(RSA.base64) + keyDescriptor(NEXT.base64))).toEqual([
      fingerprint(RSA.pem),
      fingerprint(NEXT.pem),
    ]);
  });

  test("pins a certificate that is listed twice once", () => {
    expect(fingerprints(SIGNING + keyDescriptor(P256.base64))).toEqual([fingerprint(P256.pem)]);
  });

  test("leaves the encryption certificate aside", () => {
    expect(fingerprints(keyDescriptor(RSA.base64, "encryption") + SIGNING)).toEqual([fingerprint(P256.pem)]);
  });

  test("leaves the keys of a service provider of the same entity aside", () => {
    const service = `<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keyDescriptor(RSA.base64, "signing")}</SPSSODescriptor>`;
    const text = entity({ children: SIGNING }).replace("</EntityDescriptor>", `${service}</EntityDescriptor>`);
    expect(read(text).certificates.map((each) => each.fingerprint)).toEqual([fingerprint(P256.pem)]);
  });

  test("may carry white space in the certificate and a comment beside it", () => {
    const spaced = `\n<!-- current -->${P256.base64.replace(/(.{64})/g, "$1\r\n   ")}\n`;
    expect(fingerprints(keyDescriptor(spaced, "signing"))).toEqual([fingerprint(P256.pem)]);
  });

  test("may offer no redirect at all", () => {
    const metadata = read(entity({ children: SIGNING + singleSignOn("https://idp.test/post", "HTTP-POST") }));
    expect(metadata.singleSignOnUrl).toBeNull();
  });

  test("may be served over http on a loopback address", () => {
    const metadata = read(entity({ children: SIGNING + singleSignOn("http://127.0.0.1:7000/sso") }));
    expect(metadata.singleSignOnUrl).toBe("http://127.0.0.1:7000/sso");
  });

  test.each([
    ["true", true],
    ["1", true],
    ["false", false],
    ["0", false],
  ])("reads WantAuthnRequestsSigned=%s", (value, expected) => {
    const providerAttributes = `WantAuthnRequestsSigned="${value}"`;
    expect(read(entity({ children: SIGNING, providerAttributes })).wantAuthnRequestsSigned).toBe(expected);
  });

  test("may stand alone in an EntitiesDescriptor and use prefixes declared there", () => {
    const inner = entity({ children: SIGNING + REDIRECT });
    const text = `<m:EntitiesDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata">${inner}</m:EntitiesDescriptor>`;
    expect(read(text)).toMatchObject({
      entityId: "https://idp.test/metadata",
      singleSignOnUrl: "https://idp.test/sso",
    });
  });

  test("may be valid until later", () => {
    const entityAttributes = 'validUntil="2026-08-01T12:00:00.001Z"';
    expect(read(entity({ children: SIGNING, entityAttributes })).entityId).toBe("https://idp.test/metadata");
  });
});

describe("metadata that is refused says where, what and what to do", () => {
  const parts = (name: string, changed: MetadataParts, message: string) => [name, entity(changed), message] as const;
  const good = { children: SIGNING + REDIRECT };
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "a web page in its place",
      "<!doctype html><html></html>",
      "idp.xml:1: expected no DOCTYPE, found one: SAML metadata needs none; download the file again",
    ],
    [
      "a document type with an entity",
      `<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e "x">]>\n${entity(good)}`,
      "idp.xml:2: expected no DOCTYPE, found one: SAML metadata needs none; download the file again",
    ],
    [
      "text that is no XML",
      "not found",
      "idp.xml:1: expected SAML metadata, found no well-formed XML (Start tag expected, '<' not found): download the file again",
    ],
    [
      "an encoding other than UTF-8",
      `<?xml version="1.0" encoding="ISO-8859-1"?>${entity(good)}`,
      "idp.xml:1: expected UTF-8, found the encoding ISO-8859-1: save it as UTF-8",
    ],
    [
      "a namespace name that is no URI",
      entity(good).replace("<SingleSignOnService", '<x:y xmlns:x="y"/><SingleSignOnService'),
      "idp.xml:1: expected XML that can be canonicalized, found a namespace name that is no URI: remove it",
    ],
    ["another document", "<rss/>", "idp.xml:1: expected SAML metadata with an EntityDescriptor, found rss"],
    [
      "an EntityDescriptor of another namespace",
      entity(good).replace("SAML:2.0:metadata", "SAML:1.0:metadata"),
      "idp.xml:1: expected SAML metadata with an EntityDescriptor, found EntityDescriptor",
    ],
    [
      "several entities",
      `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">\n${entity(good)}\n${entity({ ...good, entityId: "urn:other" })}</EntitiesDescriptor>`,
      "idp.xml:7: expected one EntityDescriptor, found 2: keep the provider's own in a file",
    ],
    [
      "a service provider's metadata",
      entity(good).replaceAll("IDPSSODescriptor", "SPSSODescriptor"),
      "idp.xml:1: expected an IDPSSODescriptor, found none: this is not an identity provider's metadata",
    ],
    [
      "two identity providers in one entity",
      entity(good).replace(/(<IDPSSODescriptor[\s\S]*<\/IDPSSODescriptor>)/, "$1\n$1"),
      "idp.xml:5: expected one IDPSSODescriptor, found 2: keep the one for SAML 2.0",
    ],
    [
      "another protocol",
      entity(good).replace("SAML:2.0:protocol", "SAML:1.1:protocol"),
      "idp.xml:2: expected protocolSupportEnumeration to list urn:oasis:names:tc:SAML:2.0:protocol: the provider must speak SAML 2.0",
    ],
    parts(
      "metadata that has run out",
      { ...good, entityAttributes: 'validUntil="2026-08-01T12:00:00Z"' },
      "idp.xml:1: expected current metadata, found validUntil 2026-08-01T12:00:00Z: download the file again",
    ),
    parts(
      "a role that has run out",
      { ...good, providerAttributes: 'validUntil="2020-01-01T00:00:00Z"' },
      "idp.xml:2: expected current metadata, found validUntil 2020-01-01T00:00:00Z: download the file again",
    ),
    parts(
      "a validUntil that is no date",
      { ...good, entityAttributes: 'validUntil="soon"' },
      "idp.xml:1: expected a date and time in validUntil, found soon",
    ),
    parts(
      "an empty entityID",
      { ...good, entityId: "" },
      "idp.xml:1: expected an entityID of 1 to 1024 characters without spaces around it",
    ),
    parts(
      "an entityID above its length",
      { ...good, entityId: "x".repeat(1025) },
      "idp.xml:1: expected an entityID of 1 to 1024 characters without spaces around it",
    ),
    parts(
      "no key at all, where samlify would trust the message's own",
      { children: REDIRECT },
      "idp.xml:2: expected a KeyDescriptor for signing with an X509Certificate, found none: add the provider's signing certificate",
    ),
    parts(
      "an encryption key alone, where samlify would trust it for signing",
      { children: keyDescriptor(P256.base64, "encryption") },
      "idp.xml:2: expected a KeyDescriptor for signing with an X509Certificate, found none: add the provider's signing certificate",
    ),
    parts(
      "a signing key without a certificate",
      {
        children: '<KeyDescriptor use="signing"><ds:KeyInfo><ds:KeyName>one</ds:KeyName></ds:KeyInfo></KeyDescriptor>',
      },
      "idp.xml:2: expected a KeyDescriptor for signing with an X509Certificate, found none: add the provider's signing certificate",
    ),
    parts(
      "a chain of certificates in one key",
      { children: SIGNING.replace(/(<ds:X509Certificate>.*<\/ds:X509Certificate>)/, "$1$1") },
      "idp.xml:3: expected one certificate in a KeyDescriptor, found several: give each its own",
    ),
    parts(
      "a certificate that is not base64",
      { children: keyDescriptor("-----BEGIN CERTIFICATE-----", "signing") },
      "idp.xml:3: expected a certificate in base64, found other characters or nothing",
    ),
    parts(
      "an empty certificate",
      { children: keyDescriptor("", "signing") },
      "idp.xml:3: expected a certificate in base64, found other characters or nothing",
    ),
    parts(
      "base64 of something else",
      { children: keyDescriptor("AAAA", "signing") },
      "idp.xml:3: expected an X.509 certificate, found something else: export it again",
    ),
    parts(
      "bytes behind the certificate",
      {
        children: keyDescriptor(
          Buffer.from(`${Buffer.from(P256.base64, "base64").toString("latin1")}x`, "latin1").toString("base64"),
          "signing",
        ),
      },
      "idp.xml:3: expected one certificate in DER, found other bytes around it",
    ),
    parts(
      "an RSA key that is too short",
      { children: keyDescriptor(certificate("rsa-1024").base64, "signing") },
      "idp.xml:3: expected an RSA key of at least 2048 bits, found 1024: let the provider make a new key",
    ),
    parts(
      "a curve that is not accepted",
      { children: keyDescriptor(certificate("secp256k1").base64, "signing") },
      "idp.xml:3: expected an RSA key, or an EC key on P-256, P-384 or P-521, found the curve secp256k1",
    ),
    parts(
      "a kind of key that is not accepted",
      { children: keyDescriptor(certificate("ed25519").base64, "signing") },
      "idp.xml:3: expected an RSA key, or an EC key on P-256, P-384 or P-521, found a key of type ed25519",
    ),
    parts(
      "a weak key beside a strong one",
      { children: `${SIGNING}\n${keyDescriptor(certificate("rsa-1024").base64, "signing")}` },
      "idp.xml:4: expected an RSA key of at least 2048 bits, found 1024: let the provider make a new key",
    ),
    parts(
      "an address without https",
      { children: SIGNING + singleSignOn("http://idp.test/sso") },
      "idp.xml:3: expected https (http only on a loopback address) as SingleSignOnService Location, found http://idp.test/sso",
    ),
    parts(
      "an address that is a script",
      { children: SIGNING + singleSignOn("javascript:alert(1)") },
      "idp.xml:3: expected https (http only on a loopback address) as SingleSignOnService Location, found javascript:alert(1)",
    ),
    parts(
      "an address that is none",
      { children: SIGNING + singleSignOn("/sso") },
      "idp.xml:3: expected a web address as SingleSignOnService Location, found /sso",
    ),
    parts(
      "two addresses for redirects",
      { children: `${SIGNING + REDIRECT}\n${REDIRECT}` },
      "idp.xml:4: expected one SingleSignOnService for HTTP-Redirect, found several: keep one",
    ),
  ];

  test.each(cases)("%s", (_, text, message) => {
    expect(refusalOf(text)).toBe(message);
  });
});
