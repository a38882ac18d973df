import { describe, expect, test } from "@jest/globals";
import { inspectXml } from "../../../lib/saml/steps/inspect-xml.ts";
import { LIMITS } from "../../../lib/saml/xml/measure.ts";
import { FORMATS } from "../../fixtures/draft.ts";
import { FLAWS, type FlawName } from "../../fixtures/flaws.ts";
import { certificateBase64 } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const given = (options?: ResponseOptions) => ({ xml: buildResponse(options).xml });
const responseOf = async (options?: ResponseOptions) => (await addedBy(inspectXml, given(options))).response;

/** A response with this in an attribute value. */
const holding = (inside: string) =>
  given({
    sign: "none",
    change: (draft) =>
      draft.assertion?.attributes.push({ name: "more", friendlyName: null, style: "raw", values: [inside] }),
  });

describe("inspect-xml returns as plain data", () => {
  test("what the response says of itself", async () => {
    expect(await responseOf({ sign: "none", inResponseTo: "_request-0001" })).toEqual({
      id: "_response-0001",
      version: "2.0",
      issueInstant: "2026-08-03T10:00:00.000Z",
      destination: "https://sp.example.test/saml/acs",
      inResponseTo: "_request-0001",
      issuer: { value: "https://idp.acme.example/saml", format: null },
      status: { code: "urn:oasis:names:tc:SAML:2.0:status:Success", subCode: null, message: null },
      assertion: "plain",
      assertionId: "_assertion-0001",
      assertionIssuer: { value: "https://idp.acme.example/saml", format: null },
      signatures: [],
    });
  });

  test("what it leaves out, as null", async () => {
    const found = await responseOf({
      sign: "none",
      change: (draft) => {
        Object.assign(draft.response, { issuer: null, destination: null });
        draft.assertion = null;
      },
    });
    expect(found).toMatchObject({ issuer: null, destination: null, inResponseTo: null });
    expect(found).toMatchObject({ assertion: null, assertionId: null, assertionIssuer: null });
  });

  test("nothing of an assertion that is encrypted, but that it is", async () => {
    const found = await responseOf({ encrypt: {} });
    expect(found).toMatchObject({ assertion: "encrypted", assertionId: null, assertionIssuer: null });
    expect(found.signatures.map(({ on }) => on)).toEqual(["response"]);
  });

  test("the status with its second-level code and message, and an issuer's format", async () => {
    const denied = await responseOf({ flaws: ["status-denied"] });
    expect(denied.status).toMatchObject({
      subCode: expect.stringMatching(/RequestDenied$/),
      message: "not assigned to this application",
    });
    const format = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    const named = await responseOf({
      change: ({ response }) => {
        if (response.issuer) response.issuer.format = format;
      },
    });
    expect(named.issuer?.format).toBe(format);
  });

  test("each signature, with where it stands, what it was made by and which certificates it names", async () => {
    const prefixes = { prefixList: ["xs"], signedInfoPrefixList: ["xs", "#default"] };
    const { signatures } = await responseOf({
      signing: { algorithm: "rsa-sha512", digest: "sha384", ...prefixes, keyInfo: ["acme-rsa", "acme-rsa-next"] },
      style: { extraNamespaces: { xs: "http://www.w3.org/2001/XMLSchema" }, layout: "lines" },
    });
    expect(signatures.map(({ on }) => on)).toEqual(["response", "assertion"]);
    for (const signature of signatures)
      expect(signature).toMatchObject({
        signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        digestAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#sha384",
        signedInfoPrefixes: ["xs", "#default"],
        referencePrefixes: ["xs"],
        signatureValue: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/),
        digestValue: expect.stringMatching(/^[A-Za-z0-9+/]{64}$/),
        keyInfoCertificates: [certificateBase64("acme-rsa"), certificateBase64("acme-rsa-next")],
      });
  });

  test("base64 in lines, with carriage returns, as one", async () => {
    const { signatures } = await responseOf({ signing: { carriageReturns: true } });
    expect(signatures[0]?.signatureValue).toMatch(/^[A-Za-z0-9+/]{342}==$/);
    expect(signatures[0]?.keyInfoCertificates).toEqual([certificateBase64("acme-rsa")]);
  });
});

describe("inspect-xml takes", () => {
  test.each([
    ["any prefixes", { style: { protocolPrefix: "", assertionPrefix: "x", signaturePrefix: "" } }],
    ["white space between elements", { style: { layout: "lines" } }],
    ["a declaration of UTF-8", { style: { declaration: '<?xml version="1.0" encoding="utf-8" standalone="yes"?>' } }],
    ["transient names: another step's question", { nameIdFormat: FORMATS.transient }],
    ["CDATA, angle brackets in it and all", { change: cdata }],
  ] as const)("%s", async (_name, options) => {
    expect(await responseOf(options)).toMatchObject({ assertion: "plain" });
  });

  function cdata({ edits }: ReturnType<typeof buildResponse>["draft"]): void {
    edits.assertion.push((xml) => xml.replace("Ada Lovelace", "<![CDATA[<!-- no --> <?comment?>]]>"));
  }

  test("as many elements as there may be, and not one more", async () => {
    const elements = (buildResponse({ sign: "none" }).xml.match(/<\w/g) ?? []).length + 2;
    expect(await addedBy(inspectXml, holding("<g/>".repeat(LIMITS.elements - elements)))).toBeDefined();
    expect(await refusedBy(inspectXml, holding("<g/>".repeat(LIMITS.elements + 1 - elements)))).toMatchObject({
      reason: "too-large",
      problem: "too-many-elements",
      found: `${LIMITS.elements + 1}`,
      expected: `at most ${LIMITS.elements}`,
    });
  });

  test("as many levels, and not one more", async () => {
    const nested = (levels: number) => "<x>".repeat(levels - 5) + "</x>".repeat(levels - 5);
    expect(await addedBy(inspectXml, holding(nested(LIMITS.depth)))).toBeDefined();
    expect(await refusedBy(inspectXml, holding(nested(LIMITS.depth + 1)))).toMatchObject({
      reason: "too-large",
      problem: "too-many-levels",
      found: `${LIMITS.depth + 1}`,
    });
  });

  test("as many attributes of an element, and not one more", async () => {
    const attributes = (count: number) =>
      `<x ${Array.from({ length: count }, (_, index) => `a${index}=""`).join(" ")}/>`;
    expect(await addedBy(inspectXml, holding(attributes(LIMITS.attributes)))).toBeDefined();
    expect(await refusedBy(inspectXml, holding(attributes(LIMITS.attributes + 1)))).toMatchObject({
      reason: "too-large",
      problem: "too-many-attributes",
    });
  });

  test("20 prefixes in a PrefixList and 10 certificates in KeyInfo, and not one more", async () => {
    const signing = (prefixes: number, certificates: number): ResponseOptions => ({
      signing: {
        prefixList: Array.from({ length: prefixes }, (_, index) => `p${index}`),
        keyInfo: Array.from({ length: certificates }, () => "acme-rsa" as const),
      },
    });
    expect(await responseOf(signing(20, 10))).toBeDefined();
    expect(await refusedBy(inspectXml, given(signing(21, 1)))).toMatchObject({
      reason: "too-large",
      problem: "too-many-prefixes",
    });
    expect(await refusedBy(inspectXml, given(signing(0, 11)))).toMatchObject({
      reason: "too-large",
      problem: "too-many-certificates",
    });
  });
});

/** What each flaw is called in the event. */
const PROBLEMS: Partial<Record<FlawName, string>> = {
  doctype: "doctype",
  "doctype-with-entities": "doctype",
  "comment-in-name-id": "comment",
  "comment-before-the-response": "comment",
  "processing-instruction-in-name-id": "processing-instruction",
  "processing-instruction-after-the-response": "processing-instruction",
  truncated: "not-xml",
  "not-xml": "not-xml",
  "undeclared-prefix": "not-xml",
  "declared-as-latin-1": "encoding",
  "not-a-response": "not-a-response",
  "too-many-elements": "too-many-elements",
  "too-deep": "too-many-levels",
  "too-many-xml-attributes": "too-many-attributes",
  "two-assertions": "several-assertions",
  "hmac-signature": "signature-algorithm",
  "md5-digest": "digest-algorithm",
  "inclusive-canonicalization": "canonicalization",
  "xpath-transform": "transforms",
  "no-enveloped-transform": "transforms",
  "two-references": "signature-children",
  "reference-to-nothing": "reference-to-another-element",
  "reference-to-the-whole-document": "reference-to-another-element",
  "object-in-signature": "misplaced-signature-part",
  "two-signatures-on-one-element": "several-signatures",
  "same-id-on-response-and-assertion": "duplicate-id",
  "signature-away-from-what-it-signs": "misplaced-signature",
  "wrapped-around-a-signed-assertion": "several-assertions",
};

describe("inspect-xml refuses", () => {
  const flaws = (Object.keys(FLAWS) as FlawName[]).filter((name) => FLAWS[name].step === "inspect-xml");

  test.each(flaws)("%s", async (name) => {
    expect(await refusedBy(inspectXml, given({ flaws: [name] }))).toMatchObject({
      step: "inspect-xml",
      reason: FLAWS[name].reason,
      problem: PROBLEMS[name],
    });
  });

  test.each(["", " ", "hello", "<", "<a", "<a>", "<a></b>", "<a/><b/>", '<a b="1" b="2"/>', "<a>&nbsp;</a>", "\0"])(
    "%j, which is no XML",
    async (xml) => {
      expect(await refusedBy(inspectXml, { xml })).toMatchObject({ reason: "malformed", problem: "not-xml" });
    },
  );

  test("names that mean nothing without a declaration (xml-names §7)", async () => {
    for (const inside of ["<u:x/>", '<x u:y=""/>', "<u:v:w/>", '<x xmlns:u=""/>'])
      expect(await refusedBy(inspectXml, holding(inside))).toMatchObject({ reason: "malformed", problem: "not-xml" });
  });
});
