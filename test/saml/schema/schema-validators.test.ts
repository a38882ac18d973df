import { afterAll, describe, expect, test } from "@jest/globals";
import { createSchemaValidator } from "../../../lib/saml/schema/create-schema-validator.ts";
import { createNodeXmllintValidator } from "../../../lib/saml/schema/node-xmllint-validator.ts";
import { FLAWS, type FlawName } from "../../fixtures/flaws.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";

const wasm = createSchemaValidator("libxml2-wasm");
// One thread for all: its first document costs more than all others together.
const xmllint = createNodeXmllintValidator({ documentsPerThread: 100, timeLimit: 60_000 });

/** Where node-xmllint would leave a listener a document, were it not kept in a thread. */
const listeners = () => [process.listenerCount("uncaughtException"), process.stdout.listenerCount("drain")];
const listenersBefore = listeners();

afterAll(() => xmllint.close());

/** A document with its values cut down to what a schema sees in them; each of another shape costs node-xmllint 10 ms and 17 MB. */
function shapeOf(xml: string): string {
  const kindOf = (value: string) =>
    /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
      ? "instant"
      : /^[A-Za-z_][\w.-]*$/.test(value)
        ? "name"
        : /^[a-z]+:[!-~]+$|^#[\w-]+$/.test(value)
          ? "uri"
          : value;
  return xml.replace(/>[^<]+</g, ">text<").replace(/="([^"]*)"/g, (_, value: string) => `="${kindOf(value)}"`);
}

/** Of the flaws that inspection lets come as far as a schema, one for each shape. */
function flawsByShape(): [string, string][] {
  const reaching = (Object.keys(FLAWS) as FlawName[]).filter(
    (name) => !["read-form", "inspect-xml"].includes(FLAWS[name].step),
  );
  const shapes = new Map<string, [string, string]>();
  for (const name of reaching) {
    const { xml } = buildResponse({ flaws: [name] });
    shapes.set(shapeOf(xml), [`the flaw ${name}`, xml]);
  }
  return [...shapes.values()];
}

/** What is left out of the view stands in what is left out of it: libxml2 must free none of it twice. */
function withinOneAnother(parent: string, child: string): string {
  const namespaces =
    'xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" ' +
    'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#"';
  const nested = `<${parent} Algorithm="urn:any"><${child}>`.repeat(8) + `</${child}></${parent}>`.repeat(8);
  return buildResponse({
    change: (draft) =>
      draft.assertion?.attributes.push({
        name: "nested",
        friendlyName: null,
        style: "raw",
        values: [`<x ${namespaces}>${nested.repeat(40)}</x>`],
      }),
  }).xml;
}

const FIXTURES: readonly (readonly [string, string])[] = [
  ["a right response", buildResponse().xml],
  [
    "a right response in lines",
    buildResponse({ style: { layout: "lines", declaration: '<?xml version="1.0"?>' } }).xml,
  ],
  [
    "a response without prefixes",
    buildResponse({ style: { protocolPrefix: "", assertionPrefix: "", signaturePrefix: "" } }).xml,
  ],
  [
    "an InResponseTo that starts with a digit",
    buildResponse({ inResponseTo: "4fee3b046395c4e751011e97f8900b5273d56685" }).xml,
  ],
  ["an InResponseTo that is no name even then", buildResponse({ inResponseTo: "a b" }).xml],
  ["an empty InResponseTo", buildResponse({ inResponseTo: "" }).xml],
  ["an encrypted assertion", buildResponse({ encrypt: {} }).xml],
  ["an encrypted assertion with its key beside it", buildResponse({ encrypt: { placement: "sibling" } }).xml],
  ["an MGF of XML Encryption 1.1", buildResponse({ encrypt: { transport: "rsa-oaep", digest: "sha256" } }).xml],
  ["masks within masks", withinOneAnother("xenc:EncryptionMethod", "xenc11:MGF")],
  ["PrefixLists within PrefixLists", withinOneAnother("ds:CanonicalizationMethod", "ec:InclusiveNamespaces")],
  ["a PrefixList for SignedInfo", buildResponse({ signing: { signedInfoPrefixList: ["xs"] } }).xml],
  ["an assertion alone", buildResponse().assertionXml ?? ""],
  ["an encrypted NameID", buildResponse({ encryptNameId: {} }).xml],
  ["carriage returns in the signature value", buildResponse({ signing: { carriageReturns: true } }).xml],
  [
    "typed attribute values",
    buildResponse({
      change: (draft) =>
        draft.assertion?.attributes.forEach((each) => {
          each.style = "typed";
        }),
    }).xml,
  ],
  [
    "nil attribute values",
    buildResponse({
      change: (draft) =>
        draft.assertion?.attributes.forEach((each) => {
          each.style = "nil";
        }),
    }).xml,
  ],
  ...flawsByShape(),
];

describe("the two schema validators", () => {
  test("agree on every fixture, and give the same message", async () => {
    for (const [name, xml] of FIXTURES) {
      const [first, second] = [await wasm.validate(xml), await xmllint.validate(xml)];
      expect([name, second]).toEqual([name, first]);
    }
  }, 90_000);

  test("leave the process's own listeners alone, however many documents they saw", () => {
    expect(listeners()).toEqual(listenersBefore);
  });

  test.each([
    "a right response",
    "an InResponseTo that starts with a digit",
    "an MGF of XML Encryption 1.1",
    "a PrefixList for SignedInfo",
    "an assertion alone",
  ])("accept %s", async (name) => {
    const xml = FIXTURES.find(([each]) => each === name)?.[1] ?? "";
    expect(await wasm.validate(xml)).toEqual({ valid: true });
  });

  test.each((Object.keys(FLAWS) as FlawName[]).filter((name) => FLAWS[name].step === "validate-schema"))(
    "refuse the flaw %s",
    async (name) => {
      expect(await wasm.validate(buildResponse({ flaws: [name] }).xml)).toMatchObject({ valid: false });
    },
  );

  test("name the place of a fault in bounded, printable words", async () => {
    const verdict = await wasm.validate(buildResponse({ flaws: ["unknown-attribute"] }).xml);
    expect(verdict).toEqual({
      valid: false,
      message: "Element 'saml:Subject', attribute 'trusted': The attribute 'trusted' is not allowed.",
    });
    const long = await wasm.validate(`<${"é".repeat(300)}/>`);
    expect(long).toMatchObject({ valid: false, message: expect.stringMatching(/^[\x20-\x7e]{190}$/) });
  });

  test("keep a value of the document out of their message", async () => {
    const { xml } = buildResponse({
      change: ({ response }) => {
        response.issueInstant = "Ada's ' is not a valid secret";
      },
    });
    const verdict = await wasm.validate(xml);
    expect(verdict).toMatchObject({
      valid: false,
      message: expect.stringContaining("attribute 'IssueInstant': not a valid"),
    });
    expect(JSON.stringify(verdict)).not.toMatch(/Ada|secret/);
  });

  test("leave text and other attributes that look like InResponseTo alone", async () => {
    const nameId = 'InResponseTo="1" and "2"';
    const { xml } = buildResponse({ nameId, inResponseTo: "1" });
    expect(await wasm.validate(xml)).toEqual({ valid: true });
    expect(await xmllint.validate(xml)).toEqual({ valid: true });
  });

  test("say that a text is not well-formed rather than fail", async () => {
    const expected = { valid: false, message: "not well-formed" };
    expect(await wasm.validate("<a>")).toEqual(expected);
    expect(await xmllint.validate("<a>")).toEqual(expected);
  });

  test("open no file or address that a document names", async () => {
    const { xml } = buildResponse({
      change: ({ edits }) =>
        edits.finished.push((text) =>
          text.replace(
            "<samlp:Response ",
            '<samlp:Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:other http://127.0.0.1:9/other.xsd" ',
          ),
        ),
    });
    expect(await wasm.validate(xml)).toEqual({ valid: true });
  });
});
