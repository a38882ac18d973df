/**
 * What an attacker fills a message with: each kind costs some part of the reading more than its bytes suggest. All of it may
 * stand in an AttributeValue, whose type is xs:anyType, so that it comes as far as the signature.
 */

/** So many pieces of it, as XML. */
export type Junk = (count: number) => string;

const XS = "http://www.w3.org/2001/XMLSchema";
const XSI = "http://www.w3.org/2001/XMLSchema-instance";

const times = (count: number, piece: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => piece(at)).join("");

/** Elements within elements, so many levels a time. */
const nested = (levels: number, inner: string, tag: (level: number) => string) =>
  times(levels, (level) => `<x${tag(level)}>`) + inner + "</x>".repeat(levels);

/** Levels left below the AttributeValue, so that the cap on depth is not what refuses. */
const LEVELS = 14;

const declarations = (from: number, count: number) => times(count, (at) => ` xmlns:n${from + at}="u:${from + at}"`);

/** A chain whose every level declares and visibly uses namespaces of its own: what is below is compared with all of them. */
const usedBy = (leaves: string, levels: number, each: number) =>
  nested(
    levels,
    leaves,
    (level) => declarations(level * each, each) + times(each, (at) => ` n${level * each + at}:a=""`),
  );

const typed =
  (type: string, value: (count: number) => string): Junk =>
  (count) =>
    `<x xmlns:xs="${XS}" xmlns:xsi="${XSI}" xsi:type="xs:${type}">${value(count)}</x>`;

export const JUNK: Readonly<Record<string, Junk>> = {
  "one long text": (count) => "lorem ipsum ".repeat(count),
  "one long attribute": (count) => `<x a="${"lorem ipsum ".repeat(count)}"/>`,
  "character references": (count) => "&#65;".repeat(count),
  "entity references": (count) => "&amp;".repeat(count),
  "character references in attributes": (count) =>
    times(Math.ceil(count / 100), () => `<x a="${"&#65;".repeat(100)}"/>`),
  "CDATA sections": (count) => "<![CDATA[a]]>b".repeat(count),
  "empty elements": (count) => "<x/>".repeat(count),
  "elements with text between": (count) => "a<x>b</x>".repeat(count),
  "elements of one namespace": (count) => `<n:x xmlns:n="u:n">${"<n:x/>".repeat(count)}</n:x>`,
  "elements with a default namespace each": (count) => times(count, (at) => `<x xmlns="u:${at}"/>`),
  "deep elements": (count) => times(Math.ceil(count / LEVELS), () => nested(LEVELS, "", () => "")),
  "elements at the bottom of a chain": (count) => nested(LEVELS, "<x/>".repeat(count), () => ""),
  "an element with many attributes": (count) => `<x${times(count, (at) => ` a${at}=""`)}/>`,
  "elements with an attribute": (count) => '<x a=""/>'.repeat(count),
  "elements with ten attributes": (count) => `<x${times(10, (at) => ` a${at}=""`)}/>`.repeat(count),
  "elements with thirty attributes": (count) => `<x${times(30, (at) => ` a${at}=""`)}/>`.repeat(count),
  "attributes of many namespaces": (count) =>
    nested(1, `<x${times(24, (at) => ` n${at}:a=""`)}/>`.repeat(count), () => declarations(0, 24)),
  "an element with many namespaces": (count) => `<x${declarations(0, count)}/>`,
  "elements with many namespaces": (count) => `<x${declarations(0, 24)}/>`.repeat(count),
  "namespaces declared and used": (count) =>
    `<x${declarations(0, 16)}${times(16, (at) => ` n${at}:a=""`)}/>`.repeat(count),
  "elements below many namespaces": (count) =>
    nested(LEVELS, "<n0:x/>".repeat(count), (level) => declarations(level * 2, 2)),
  "elements below many used namespaces": (count) => usedBy("<n0:x/>".repeat(count), LEVELS, 2),
  "attributes below many used namespaces": (count) =>
    usedBy(`<x${times(24, (at) => ` n${at}:a=""`)}/>`.repeat(count), LEVELS, 2),
  IDs: (count) => times(count, (at) => `<x ID="i${at}"/>`),
  "IDs of four names": (count) => times(count, (at) => `<x ID="a${at}" Id="b${at}" id="c${at}" xml:id="d${at}"/>`),
  "IDs within one another": (count) =>
    times(Math.ceil(count / LEVELS), (chain) => nested(LEVELS, "", (level) => ` ID="i${chain}-${level}"`)),
  "InResponseTo on every element": (count) => '<x InResponseTo="1"/>'.repeat(count),
  "parts of signatures": (count) => "<Object/>".repeat(count),
  "encryption methods": (count) =>
    `<e:EncryptionMethod xmlns:e="http://www.w3.org/2001/04/xmlenc#" xmlns:m="http://www.w3.org/2009/xmlenc11#" Algorithm="a">` +
    `${'<m:MGF Algorithm="a"/>'.repeat(count)}</e:EncryptionMethod>`,
  "a list of names": typed("IDREFS", (count) => times(count, (at) => `i${at} `)),
  "a list of tokens": typed("NMTOKENS", (count) => "a ".repeat(count)),
  "an instant with many digits": typed("dateTime", (count) => `2026-08-03T10:00:00.${"123456789".repeat(count)}Z`),
  "a year with many digits": typed("dateTime", (count) => `${"123456789".repeat(count)}-08-03T10:00:00Z`),
  "an integer with many digits": typed("integer", (count) => "123456789".repeat(count)),
  "a decimal with many digits": typed("decimal", (count) => `0.${"123456789".repeat(count)}`),
  "a duration with many digits": typed("duration", (count) => `P${"123456789".repeat(count)}Y`),
  "a long address": typed("anyURI", (count) => `https://x/${"%41/../".repeat(count)}`),
  "long hexadecimal": typed("hexBinary", (count) => "0aB1".repeat(count)),
  "long base64": typed("base64Binary", (count) => "QUJD\n".repeat(count)),
  "elements of a named type": (count) =>
    `<x xmlns:xs="${XS}" xmlns:xsi="${XSI}">${'<x xsi:type="xs:string">a</x>'.repeat(count)}</x>`,
  "elements of a wrong type": (count) =>
    `<x xmlns:xs="${XS}" xmlns:xsi="${XSI}">${'<x xsi:type="xs:int">a</x>'.repeat(count)}</x>`,
  "elements of an unknown type": (count) => `<x xmlns:xsi="${XSI}">${'<x xsi:type="y">a</x>'.repeat(count)}</x>`,
  "known elements in the wrong place": (count) =>
    `<saml:Attribute Name="a">${"<saml:Attribute/>".repeat(count)}</saml:Attribute>`,
  "known elements without what they need": (count) => "<saml:Attribute/>".repeat(count),
  "known elements with unknown attributes": (count) =>
    `<saml:Audience${times(30, (at) => ` a${at}=""`)}/>`.repeat(count),
  "elements of no declared prefix": (count) => "<y:x/>".repeat(count),
};
