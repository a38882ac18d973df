/**
 * Measures a document before any parser builds a tree of it: one pass over the text, no allocation per node. It exists to
 * refuse what would be expensive or is never accepted; what it lets through is parsed by libxml2, which has the last word.
 */

export interface Measure {
  readonly elements: number;
  readonly depth: number;
  /** Attributes and namespace declarations of the element that has most. */
  readonly attributes: number;
}

export type Forbidden = "doctype" | "comment" | "processing-instruction";

/** The largest document shapes accepted; real responses stay far below (a thousand groups are some 2,000 elements). */
export const LIMITS: Measure = { elements: 10_000, depth: 40, attributes: 64 };

const XML_DECLARATION = /^<\?xml\s[^>]*\?>/;

interface StartTag {
  readonly end: number;
  readonly attributes: number;
  readonly empty: boolean;
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const SLASH = 0x2f;

/** Reads from `<` to the `>` that closes the tag; a `>` inside a quoted value does not. */
function readTag(xml: string, start: number): StartTag | null {
  let quote = 0;
  let attributes = 0;
  for (let at = start + 1; at < xml.length; at += 1) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === QUOTE || code === APOSTROPHE) quote = code;
    else if (code === EQUALS) attributes += 1;
    else if (code === GREATER) return { end: at, attributes, empty: xml.charCodeAt(at - 1) === SLASH };
  }
  return null;
}

/**
 * @returns the measure; the name of a construct that is never accepted; or `null` where a tag or section never ends.
 */
export function measure(xml: string): Measure | Forbidden | null {
  let elements = 0;
  let depth = 0;
  let deepest = 0;
  let attributes = 0;
  let at = XML_DECLARATION.exec(xml)?.[0].length ?? 0;
  for (;;) {
    at = xml.indexOf("<", at);
    if (at < 0) return { elements, depth: deepest, attributes };
    if (xml.startsWith("<!--", at)) return "comment";
    if (xml.startsWith("<?", at)) return "processing-instruction";
    if (xml.startsWith("<![CDATA[", at)) {
      const end = xml.indexOf("]]>", at);
      if (end < 0) return null;
      at = end + 3;
      continue;
    }
    if (xml.startsWith("<!", at)) return "doctype";
    const tag = readTag(xml, at);
    if (!tag) return null;
    if (xml.charCodeAt(at + 1) === SLASH) depth -= 1;
    else {
      elements += 1;
      attributes = Math.max(attributes, tag.attributes);
      deepest = Math.max(deepest, depth + 1);
      if (!tag.empty) depth += 1;
    }
    at = tag.end + 1;
  }
}
