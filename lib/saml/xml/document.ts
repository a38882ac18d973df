/** libxml2 documents with a bounded life: parsed without network, entities or DTD, and always given back. */
import { ParseOption, type XmlAttribute, XmlDocument, XmlElement, XmlXPath } from "libxml2-wasm";
import { NAMESPACES } from "./names.ts";

/** Without XML_PARSE_NOERROR: with it, names whose prefix nobody declared would pass, and parsers differ on what they mean. */
const SAFE =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NOWARNING |
  ParseOption.XML_PARSE_NO_SYS_CATALOG;

/** U+FEFF, as it is or as a reference. */
const MARK = /\ufeff|&#(?:x0*feff|0*65279);/i;

/**
 * Documents that hold a U+FEFF somewhere. The package drops one that a longer text begins with, and so makes one name of two: of these
 * documents texts are read behind a dot, which is fifty times as slow.
 */
const marked = new WeakSet<XmlDocument>();
const BEHIND_A_DOT = XmlXPath.compile("concat('.', .)");

function exactText(node: XmlElement | XmlAttribute): string {
  return marked.has(node.doc) ? String(node.eval(BEHIND_A_DOT)).slice(1) : node.content;
}

/**
 * Parses `xml`, hands the document to `use`, and frees it: libxml2's memory is not the garbage collector's.
 * Nothing of the document may be kept beyond `use`.
 * @throws XmlParseError where the text is not well-formed, namespaces included (xml-names §7).
 */
export function withDocument<Result>(xml: string, use: (document: XmlDocument) => Result): Result {
  // Said, not left to libxml2: it takes text with a NUL after each letter for UTF-16, which whoever looked at the text did not.
  const document = XmlDocument.fromBuffer(Buffer.from(xml), { option: SAFE, encoding: "utf-8" });
  if (MARK.test(xml)) marked.add(document);
  try {
    return use(document);
  } finally {
    document.dispose();
  }
}

/** Every element that the XPath finds, with the prefixes of `NAMESPACES`. */
export function elements(from: XmlDocument | XmlElement, xpath: string): XmlElement[] {
  return from.find(xpath, NAMESPACES).filter((node): node is XmlElement => node instanceof XmlElement);
}

/** The first element that the XPath finds. */
export function element(from: XmlDocument | XmlElement, xpath: string): XmlElement | null {
  return elements(from, xpath)[0] ?? null;
}

/** The value of an attribute without a prefix. */
export function attribute(from: XmlElement, name: string): string | null {
  const found = from.attr(name);
  return found && exactText(found);
}

/** All text of an element, letter by letter. */
export function contentOf(node: XmlElement): string {
  return exactText(node);
}

export function isElement(node: XmlElement, namespace: keyof typeof NAMESPACES, name: string): boolean {
  return node.name === name && node.namespaceUri === NAMESPACES[namespace];
}
