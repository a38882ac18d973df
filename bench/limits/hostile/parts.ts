/** One part of a right message grown to the size of a body, or there so many times. */
import { buildResponse, type ResponseOptions } from "../../../test/fixtures/saml-response.ts";
import { filled } from "../fill.ts";
import { AT, hostile, type LimitCase } from "../limit-case.ts";

type Grow = (found: string, count: number) => string;

/** The signed assertion of a right message where `find` is, times `count`. */
const grown = (find: RegExp, grow: Grow, most?: number, options: ResponseOptions = {}) => {
  const { xml } = buildResponse({ at: AT, sign: "assertion", ...options });
  if (!find.test(xml)) throw new Error(`nothing to grow: ${find}`);
  return filled((count) => xml.replace(find, (found) => grow(found, count)), most);
};

const part = (name: string, find: RegExp, grow: Grow, most?: number): LimitCase =>
  hostile(name, () => grown(find, grow, most));

const again: Grow = (found, count) => found.repeat(count);
const behind =
  (piece: string, end = ""): Grow =>
  (found, count) =>
    found + piece.repeat(count) + end;

const EC = "http://www.w3.org/2001/10/xml-exc-c14n#";
const textOf = (name: string) => new RegExp(`(?<=<ds:${name}>)[^<]*`);
const CERTIFICATE = /<ds:X509Certificate>.*<\/ds:X509Certificate>/s;
const STATUS = /(?=<samlp:Status>)/;

const SIGNATURE: readonly LimitCase[] = [
  part("references", /<ds:Reference .*<\/ds:Reference>/s, again),
  part("transforms", /<ds:Transform Algorithm="[^"]*enveloped-signature"\/>/, again),
  part("signatures", /<ds:Signature .*<\/ds:Signature>/s, again),
  part("certificates", CERTIFICATE, again),
  part("empty certificates", CERTIFICATE, (_, count) => "<ds:X509Certificate/>".repeat(count)),
  part("names of keys", /(?=<ds:X509Data>)/, behind("<ds:KeyName>k</ds:KeyName>")),
  part("a signature value without end", textOf("SignatureValue"), behind("QUJD")),
  part("a signature value of white space", textOf("SignatureValue"), (_, count) => " \n".repeat(count)),
  part("a digest value without end", textOf("DigestValue"), behind("QUJD")),
  part("a digest value that is almost base64", textOf("DigestValue"), behind("QUJD", "!")),
  part("a PrefixList without end", /(?<=exc-c14n#")><\/ds:Transform>/, (_, count) => {
    const list = `<ec:InclusiveNamespaces xmlns:ec="${EC}" PrefixList="${"a ".repeat(count)}"/>`;
    return `>${list}</ds:Transform>`;
  }),
  part("a manifest in an object", /(?<=<\/ds:KeyInfo>)/, (_, count) => {
    const reference = '<ds:Reference URI="#_assertion-0001"/>';
    return `<ds:Object><ds:Manifest>${reference.repeat(count)}</ds:Manifest></ds:Object>`;
  }),
];

const DOCUMENT: readonly LimitCase[] = [
  part("comments", STATUS, behind("<!---->")),
  part("processing instructions", STATUS, behind("<?x?>")),
  part("assertions", /<saml:Assertion .*<\/saml:Assertion>/s, again),
  part(
    "elements with one ID",
    STATUS,
    (_, count) => {
      return `<samlp:Extensions>${'<x xmlns="urn:x" ID="a"/>'.repeat(count)}</samlp:Extensions>`;
    },
    2_000,
  ),
  part("audiences", /<saml:Audience>.*<\/saml:Audience>/, behind("<saml:Audience>a</saml:Audience>"), 2_100),
  part("confirmations", /<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/, again, 600),
  part("an issuer without end", /https:\/\/idp\.acme\.example\/saml(?=<)/, behind("x")),
  part("an ID without end", /(?<=ID="|URI="#)_assertion-0001/g, behind("x")),
  part("an instant without end", /(?<= AuthnInstant="[^"Z]*)(?=Z")/, behind("9")),
  part("an instant of another year", /(?<= AuthnInstant=")\d+/, behind("9")),
  part(
    "status codes within one another",
    /<samlp:StatusCode [^>]*><\/samlp:StatusCode>/,
    (_, count) => '<samlp:StatusCode Value="a">'.repeat(count) + "</samlp:StatusCode>".repeat(count),
    17,
  ),
];

const RAW: readonly LimitCase[] = [
  hostile("entities within entities", () => `<!DOCTYPE r [${'<!ENTITY a "&b;&b;">'.repeat(9_000)}]><r>&a;</r>`),
  hostile("the beginnings of tags", () => "<".repeat(190_000)),
  hostile("a tag without end", () => `<r ${'a="b" '.repeat(30_000)}`),
  hostile("elements that nobody closes", () => "<x>".repeat(60_000)),
  hostile("sections that nobody closes", () => `<r>${"<![CDATA[".repeat(20_000)}`),
  hostile("a declaration without end", () => `<?xml ${"version= encoding= ".repeat(9_000)}`),
];

export const PARTS: readonly LimitCase[] = [...SIGNATURE, ...DOCUMENT, ...RAW];
