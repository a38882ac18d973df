/**
 * Measures a document before any parser builds a tree of it: one pass over the text, no allocation per node. It exists to
 * refuse what would be expensive or is never accepted; what it lets through is parsed by libxml2, which has the last word.
 */

export interface Measure {
  readonly elements: number;
  readonly depth: number;
  /** Attributes and namespace declarations of the element that has most. */
  readonly attributes: number;
  /** Elements, with the attributes and namespace declarations of all of them. */
  readonly nodes: number;
  /** Namespace declarations in force at the element that has most: its own and those of the elements around it. */
  readonly namespaces: number;
  /** CDATA sections. */
  readonly sections: number;
}

export type Forbidden = "doctype" | "comment" | "processing-instruction";

/**
 * The largest shapes accepted. The second reading looks at every node several times, so their number is what a genuine message
 * costs; for each prefix of a PrefixList it looks at each namespace in force, so these and their products count too. The limits
 * keep the dearest message that they admit below 250 ms of processor time (docs/benchmarks.md) and real ones far away: Windows
 * lets nobody be in more than 1,015 groups, which are as many values of one attribute.
 */
export const LIMITS: Measure = {
  elements: 1_100,
  depth: 20,
  attributes: 32,
  nodes: 1_900,
  namespaces: 32,
  sections: 1_000,
};

const XML_DECLARATION = /^<\?xml\s[^>]*\?>/;

interface StartTag {
  readonly end: number;
  readonly attributes: number;
  readonly namespaces: number;
  readonly empty: boolean;
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const SLASH = 0x2f;

const isSpace = (code: number) => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

/** Reads from `<` to the `>` that closes the tag; a `>` inside a quoted value does not. */
function readTag(xml: string, start: number): StartTag | null {
  let quote = 0;
  let attributes = 0;
  let namespaces = 0;
  for (let at = start + 1; at < xml.length; at += 1) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === QUOTE || code === APOSTROPHE) quote = code;
    else if (code === EQUALS) attributes += 1;
    else if (isSpace(code) && xml.startsWith("xmlns", at + 1)) namespaces += 1;
    else if (code === GREATER) return { end: at, attributes, namespaces, empty: xml.charCodeAt(at - 1) === SLASH };
  }
  return null;
}

/**
 * @returns the measure; the name of a construct that is never accepted; or `null` where a tag or section never ends.
 */
export function measure(xml: string): Measure | Forbidden | null {
  let elements = 0;
  let depth = 0;
  let attributes = 0;
  let nodes = 0;
  let namespaces = 0;
  let sections = 0;
  /** Namespaces in force in each of the elements that are open. */
  const open = [0];
  let at = XML_DECLARATION.exec(xml)?.[0].length ?? 0;
  for (;;) {
    at = xml.indexOf("<", at);
    if (at < 0) return { elements, depth, attributes, nodes, namespaces, sections };
    if (xml.startsWith("<!--", at)) return "comment";
    if (xml.startsWith("<?", at)) return "processing-instruction";
    if (xml.startsWith("<![CDATA[", at)) {
      const end = xml.indexOf("]]>", at);
      if (end < 0) return null;
      sections += 1;
      at = end + 3;
      continue;
    }
    if (xml.startsWith("<!", at)) return "doctype";
    const tag = readTag(xml, at);
    if (!tag) return null;
    if (xml.charCodeAt(at + 1) === SLASH) {
      if (open.length > 1) open.pop();
    } else {
      const inForce = (open.at(-1) ?? 0) + tag.namespaces;
      elements += 1;
      attributes = Math.max(attributes, tag.attributes);
      nodes += 1 + tag.attributes;
      namespaces = Math.max(namespaces, inForce);
      depth = Math.max(depth, open.length);
      if (!tag.empty) open.push(inForce);
    }
    at = tag.end + 1;
  }
}
