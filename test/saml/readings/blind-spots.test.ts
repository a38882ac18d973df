/**
 * Each reading alone, and samlify by itself: what one of them misses, and who sees it. `docs/validation.md` lists these tests by
 * name. "samlify" is the library's own verdict; "the second reading" is what this project makes of samlify and xml-crypto.
 */
import { describe, expect, test } from "@jest/globals";
import samlify from "samlify";
import { ExclusiveCanonicalization } from "xml-crypto";
import { RULES } from "../../../lib/saml/inspection/rules.ts";
import type { VerifiableMessage } from "../../../lib/saml/readings/reading.ts";
import { readWithLibxml2 } from "../../../lib/saml/readings/with-libxml2.ts";
import { readWithSamlify } from "../../../lib/saml/readings/with-samlify.ts";
import { refusalOf } from "../../../lib/saml/step.ts";
import { testIdentityProvider } from "../../fixtures/configuration.ts";
import type { ResponseDraft } from "../../fixtures/draft.ts";
import { certificateBase64 } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { inspected, refusalIn } from "./helpers.ts";

const acme = testIdentityProvider("acme");
const curve = testIdentityProvider("curve");

const accepted = "accepted";
type Verdict = typeof accepted | string;

/** samlify's own verdict; every pinned certificate is in its metadata. */
function samlifyAlone(
  xml: string,
  provider = acme,
  certificates = provider.certificates.map(({ pem }) => pem),
): Verdict {
  const endpoint = { Binding: samlify.Constants.namespace.binding.redirect, Location: provider.entityId };
  const { entityMeta } = samlify.IdentityProvider({
    entityID: provider.entityId,
    signingCert: certificates,
    singleSignOnService: [endpoint],
    singleLogoutService: [endpoint],
  });
  try {
    return samlify.SamlLib.verifySignature(xml, { metadata: entityMeta })[0] ? accepted : "not verified";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A message whose signatures were read without any rule of inspection. */
const uninspected = (xml: string): VerifiableMessage => inspected(xml, []);

function verdictOf(read: () => unknown): Verdict {
  try {
    read();
    return accepted;
  } catch (error) {
    return (error as { readonly problem: string }).problem;
  }
}

const first = (message: VerifiableMessage, provider = acme) =>
  verdictOf(() => readWithLibxml2(message, provider, refusalOf("verify-with-libxml2")));
const second = (message: VerifiableMessage, provider = acme) =>
  verdictOf(() => readWithSamlify(message, provider, refusalOf("verify-with-samlify")));

/** What inspection says of it. */
const inspection = (xml: string) => refusalIn(() => inspected(xml, RULES)).problem;

const build = (options: ResponseOptions = {}) => buildResponse({ sign: "assertion", ...options }).xml;

/** As if the provider had signed this SignedInfo. */
const signing = (edit: (xml: string) => string, options: ResponseOptions = {}) =>
  build({ ...options, change: ({ signing: { assertion } }: ResponseDraft) => assertion?.editsOfSignedInfo.push(edit) });

const REFERENCE = /<ds:Reference .*<\/ds:Reference>/s;
const URI = / URI="[^"]*"/;

describe("samlify accepts, and the first reading refuses:", () => {
  test("an assertion's signature that does not verify, under a Response's that does", () => {
    const xml = build({
      sign: "both",
      change: ({ edits }) =>
        edits.response.push((text) => text.replace(/(<saml:Assertion.*?SignatureValue>)..../s, "$1AAAA")),
    });
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(first(uninspected(xml))).toBe("signature-value");
    expect(second(uninspected(xml))).toBe("signature");
  });

  test("a Response whose digest is wrong, beside an assertion whose signature verifies", () => {
    const xml = build({ sign: "both" }).replace(/Destination="[^"]*"/, 'Destination="https://elsewhere.example/acs"');
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(first(uninspected(xml))).toBe("digest");
    expect(second(uninspected(xml))).toBe("signature");
  });

  test("an attribute whose name begins with xmlns, added to the signed element", () => {
    const xml = build().replace("<saml:Assertion ", '<saml:Assertion xmlnsfoo="x" ');
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(second(uninspected(xml))).toBe(accepted);
    expect(first(uninspected(xml))).toBe("digest");
  });

  test("text of the NameID turned into a processing instruction, which then ends it", () => {
    const xml = build({ nameId: "ada@acme.example.evil.example" }).replace(
      "ada@acme.example.evil.example<",
      "ada@acme.example<?x .evil.example?><",
    );
    expect(xml).toContain("<?x .evil.example?>");
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(first(uninspected(xml))).toBe("digest");
    expect(inspection(xml)).toBe("processing-instruction");
  });
});

describe("samlify accepts, and inspection or the policy refuses:", () => {
  test("a document type declaration", () => {
    const xml = `<!DOCTYPE samlp:Response>${build()}`;
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(inspection(xml)).toBe("doctype");
  });

  test("a name in which a prefix is used that nobody declared", () => {
    const xml = build().replace("<samlp:Status>", "<samlp:Extensions><u:x/></samlp:Extensions><samlp:Status>");
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(inspection(xml)).toBe("not-xml");
  });

  test("Latin-1 declared over the bytes of UTF-8", () => {
    const xml = `<?xml version="1.0" encoding="ISO-8859-1"?>${build()}`;
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(inspection(xml)).toBe("encoding");
  });

  test("RSA with SHA-1, which both readings verify as well: only the provider's policy refuses it", () => {
    const xml = build({ algorithm: "rsa-sha1" });
    expect(samlifyAlone(xml)).toBe(accepted);
    expect([first(uninspected(xml)), second(uninspected(xml))]).toEqual([accepted, accepted]);
    expect(acme.signatureAlgorithms).not.toContain("rsa-sha1");
  });

  test("a certificate that only the message names, where the metadata has none", () => {
    const xml = build({ signing: { key: "stranger-rsa", keyInfo: ["stranger-rsa"] } });
    const trusting = { metadata: { getX509Certificate: () => [] } } as never;
    expect(samlify.SamlLib.verifySignature(xml, trusting)[0]).toBe(true);
    expect(first(uninspected(xml))).toBe("certificate-not-pinned");
    expect(second(uninspected(xml))).toBe("certificate-not-pinned");
  });

  test("references without end, each of which it canonicalizes before it looks at the signature's value", () => {
    const xml = build()
      .replace(REFERENCE, (one) => one.repeat(12))
      .replace(/(<ds:SignatureValue>)..../, "$1AAAA");
    const { process } = ExclusiveCanonicalization.prototype;
    let count = 0;
    ExclusiveCanonicalization.prototype.process = function (...given) {
      count += 1;
      return process.apply(this, given);
    };
    try {
      expect(samlifyAlone(xml)).not.toBe(accepted);
    } finally {
      ExclusiveCanonicalization.prototype.process = process;
    }
    expect(count).toBeGreaterThanOrEqual(12);
    expect(inspection(xml)).toBe("signature-children");
  });
});

describe("samlify refuses what is genuine, and both readings accept:", () => {
  const both = (xml: string, provider = acme) => [
    first(uninspected(xml), provider),
    second(uninspected(xml), provider),
  ];

  test.each(["ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"] as const)("%s", (algorithm) => {
    const xml = build({ algorithm });
    expect(samlifyAlone(xml, curve)).not.toBe(accepted);
    expect(both(xml, curve)).toEqual([accepted, accepted]);
  });

  test.each(["rsa-sha384", "rsa-pss-sha384", "rsa-pss-sha512"] as const)("%s", (algorithm) => {
    const xml = build({ algorithm });
    expect(samlifyAlone(xml)).not.toBe(accepted);
    expect(both(xml)).toEqual([accepted, accepted]);
  });

  test("the key after the next, where the message has no KeyInfo: samlify tries the first certificate alone", () => {
    const xml = build({ signing: { key: "acme-rsa-next", keyInfo: [] } });
    expect(samlifyAlone(xml)).not.toBe(accepted);
    expect(both(xml)).toEqual([accepted, accepted]);
  });

  test("a KeyInfo that names another certificate than the pinned one over the same key", () => {
    const xml = build({ signing: { key: "acme-rsa-next", keyInfo: ["acme-rsa-next.expired"] } });
    expect(samlifyAlone(xml)).toBe("ERROR_UNMATCH_CERTIFICATE_DECLARATION_IN_METADATA");
    expect(both(xml)).toEqual([accepted, accepted]);
  });

  test("carriage returns as references in SignatureValue and X509Certificate", () => {
    const xml = build({ signing: { carriageReturns: true } });
    expect(xml).toContain("&#13;");
    expect(samlifyAlone(xml)).not.toBe(accepted);
    expect(both(xml)).toEqual([accepted, accepted]);
  });

  test.each(["&#13;", "\u2028", "\u0085"])("%j in signed text", (text) => {
    const xml = build({
      change: ({ edits }) => edits.assertion.push((all) => all.replace("Ada Lovelace", `Ada${text}L`)),
    });
    expect(samlifyAlone(xml)).not.toBe(accepted);
    expect(both(xml)).toEqual([accepted, accepted]);
  });
});

describe("the first reading accepts, and the second refuses:", () => {
  test("a reference to another element: libxml2 digests the parent, whatever the reference says", () => {
    for (const uri of ["#_response-0001", "#_nothing", "", "http://169.254.169.254/"]) {
      const xml = signing((text) => text.replace(URI, ` URI="${uri}"`));
      expect(first(uninspected(xml))).toBe(accepted);
      expect(second(uninspected(xml))).not.toBe(accepted);
      expect(inspection(xml)).toBe("reference-to-another-element");
    }
  });

  test("a second reference: libxml2 looks at the first alone", () => {
    const xml = signing((text) => text.replace(REFERENCE, (one) => one + one.replace(URI, ' URI="#_nothing"')));
    expect(first(uninspected(xml))).toBe(accepted);
    expect(second(uninspected(xml))).not.toBe(accepted);
    expect(inspection(xml)).toBe("signature-children");
  });

  test("a transform that it does not apply", () => {
    const xpath = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>';
    const xml = signing((text) => text.replace("</ds:Transforms>", `${xpath}</ds:Transforms>`));
    expect(first(uninspected(xml))).toBe(accepted);
    expect(second(uninspected(xml))).toBe("not-verifiable");
    expect(inspection(xml)).toBe("transforms");
  });

  test("another canonicalization than it applies", () => {
    const inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    const xml = signing((text) => text.replace(/(CanonicalizationMethod Algorithm=)"[^"]*"/, `$1"${inclusive}"`), {
      style: { extraNamespaces: { x: "urn:x" } },
    });
    expect(first(uninspected(xml))).toBe(accepted);
    expect(second(uninspected(xml))).not.toBe(accepted);
    expect(inspection(xml)).toBe("canonicalization");
  });

  test("two elements of one ID: libxml2 never looks one up", () => {
    const twin = '<samlp:Extensions><x xmlns="urn:x" Id="_assertion-0001" ID="_assertion-0001"/></samlp:Extensions>';
    const xml = build().replace("<samlp:Status>", `${twin}<samlp:Status>`);
    expect(first(uninspected(xml))).toBe(accepted);
    expect(second(uninspected(xml))).toBe("not-verifiable");
    expect(inspection(xml)).toBe("duplicate-id");
  });

  test("names of XML 1.0's fifth edition, which xmldom does not know", () => {
    const xml = build({
      change: ({ edits }) => edits.assertion.push((text) => text.replace("Ada Lovelace", '<x \u{10000}=""/>')),
    });
    expect(first(uninspected(xml))).toBe(accepted);
    expect(second(uninspected(xml))).not.toBe(accepted);
  });
});

describe("the second reading accepts, and the first refuses:", () => {
  test("a relative namespace, which libxml2 cannot canonicalize", () => {
    const xml = build().replace("<samlp:Response ", '<samlp:Response xmlns:x="1" ');
    expect(samlifyAlone(xml)).toBe(accepted);
    expect(second(uninspected(xml))).toBe(accepted);
    expect(first(uninspected(xml))).toBe("not-canonicalizable");
  });

  test("a SignatureValue with characters that are not base64, which its decoder skips", () => {
    const xml = build().replace(/(<ds:SignatureValue>....)/, "$1\u00b7");
    expect(second(uninspected(xml))).toBe(accepted);
    expect(first(uninspected(xml))).toBe("not-base64");
  });
});

describe("both readings accept, and only inspection refuses:", () => {
  const both = (xml: string) => [first(uninspected(xml)), second(uninspected(xml))];

  test("a comment in signed text, which canonicalization drops", () => {
    const xml = build().replace("ada@acme.example<", "ada<!---->@acme.example<");
    expect(both(xml)).toEqual([accepted, accepted]);
    expect(inspection(xml)).toBe("comment");
  });

  test("a second assertion in a Response that is not signed", () => {
    const evil = '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_evil"/>';
    const xml = build().replace("<samlp:Status>", `<samlp:Extensions>${evil}</samlp:Extensions><samlp:Status>`);
    expect(both(xml)).toEqual([accepted, accepted]);
    expect(inspection(xml)).toBe("several-assertions");
  });

  test("parameters of a transform that take none", () => {
    const enveloped = 'Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"';
    const xml = signing((text) =>
      text.replace(`${enveloped}/>`, `${enveloped}><ds:XPath>//*</ds:XPath></ds:Transform>`),
    );
    expect(both(xml)).toEqual([accepted, accepted]);
    expect(inspection(xml)).toBe("algorithm-parameters");
  });

  test("certificates in KeyInfo without number", () => {
    const xml = build().replace(
      "</ds:X509Data>",
      `${`<ds:X509Certificate>${certificateBase64("stranger-rsa")}</ds:X509Certificate>`.repeat(10)}</ds:X509Data>`,
    );
    expect(both(xml)).toEqual([accepted, accepted]);
    expect(inspection(xml)).toBe("too-many-certificates");
  });
});

describe("during a rollover both readings", () => {
  const both = (xml: string) => [first(uninspected(xml)), second(uninspected(xml))];

  test.each(["acme-rsa", "acme-rsa-next"] as const)("verify under %s, with and without KeyInfo", (key) => {
    for (const keyInfo of [[key], []]) expect(both(build({ signing: { key, keyInfo } }))).toEqual([accepted, accepted]);
  });

  test("verify a Response under the new key around an assertion under the old one, and name the assertion's", () => {
    const xml = build({
      sign: "both",
      change: ({ signing: { response } }) => Object.assign(response ?? {}, { key: "acme-rsa-next", keyInfo: [] }),
    });
    const old = acme.certificates[0]?.fingerprint;
    const message = inspected(xml, RULES);
    expect(readWithLibxml2(message, acme, refusalOf("verify-with-libxml2")).certificateFingerprint).toBe(old);
    expect(readWithSamlify(message, acme, refusalOf("verify-with-samlify")).certificateFingerprint).toBe(old);
  });

  test("refuse the old key once it is no longer pinned", () => {
    const after = { ...acme, certificates: acme.certificates.slice(1) };
    const message = inspected(build(), RULES);
    expect([first(message, after), second(message, after)]).toEqual([
      "certificate-not-pinned",
      "certificate-not-pinned",
    ]);
  });
});

test("what samlify returns is not what was sent, byte for byte: the readings are compared in canonical form", () => {
  const xml = build({
    style: { layout: "lines" },
    change: ({ edits }) => edits.assertion.push((text) => text.replace("/>", " />")),
  });
  const endpoint = { Binding: samlify.Constants.namespace.binding.redirect, Location: acme.entityId };
  const { entityMeta } = samlify.IdentityProvider({
    entityID: acme.entityId,
    signingCert: acme.certificates[0]?.pem ?? "",
    singleSignOnService: [endpoint],
    singleLogoutService: [endpoint],
  });
  const [, assertion] = samlify.SamlLib.verifySignature(xml, { metadata: entityMeta });
  expect(xml).not.toContain(assertion ?? "");
  const message = inspected(xml, RULES);
  expect(readWithSamlify(message, acme, refusalOf("verify-with-samlify")).canonicalAssertions).toEqual(
    readWithLibxml2(message, acme, refusalOf("verify-with-libxml2")).canonicalAssertions,
  );
});
