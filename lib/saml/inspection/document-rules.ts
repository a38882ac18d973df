/** Rules on the document as such: what is never accepted, whatever it says. */
import { XmlAttribute } from "libxml2-wasm";
import { LIMITS, type Measure } from "../xml/measure.ts";
import type { Rule } from "./rule.ts";

const DECLARATION = /^<\?xml\s[^>]*\?>/;
const VERSION = /\sversion\s*=\s*["']([^"']*)["']/;
const ENCODING = /\sencoding\s*=\s*["']([^"']*)["']/;

const declarationOf = (xml: string) => DECLARATION.exec(xml)?.[0] ?? "";

/** What XML has no use for (xml §2.2), NUL above all: with one behind each letter the text is UTF-16 to parsers that guess. */
function isForbidden(code: number): boolean {
  if (code < 0x20) return code !== 0x09 && code !== 0x0a && code !== 0x0d;
  return code === 0xfffe || code === 0xffff;
}

export const characters: Rule = {
  name: "characters",
  text({ xml }, refuse) {
    for (let at = 0; at < xml.length; at += 1) {
      const code = xml.charCodeAt(at);
      if (isForbidden(code)) throw refuse("malformed", { problem: "character", found: `U+${code.toString(16)}` });
    }
  },
};

/** The text was decoded once, as UTF-8: a parser that went by another name would read another document. */
export const utf8: Rule = {
  name: "utf-8",
  text({ xml }, refuse) {
    const encoding = ENCODING.exec(declarationOf(xml))?.[1];
    if (encoding !== undefined && encoding.toUpperCase() !== "UTF-8")
      throw refuse("malformed", { problem: "encoding", found: encoding, expected: "UTF-8" });
  },
};

/** XML 1.1 has other characters and other line ends, and the two parsers differ in how much of it they follow. */
export const xml10: Rule = {
  name: "xml-1.0",
  text({ xml }, refuse) {
    const version = VERSION.exec(declarationOf(xml))?.[1];
    if (version !== undefined && version !== "1.0")
      throw refuse("malformed", { problem: "xml-version", found: version, expected: "1.0" });
  },
};

/** Entities, default attributes, external subsets: SAML has no use for any of them. */
export const noDoctype: Rule = {
  name: "no-doctype",
  text({ measured }, refuse) {
    if (measured === "doctype") throw refuse("doctype", { problem: "doctype" });
  },
  // libxml2's own word on what `measure` looked for in the text: neither is trusted to see everything.
  tree({ document }, refuse) {
    if (document.dtd !== null) throw refuse("doctype", { problem: "doctype" });
  },
};

/** Canonicalization drops comments: one put into signed text leaves the signature valid and may cut the text in two. */
export const noComments: Rule = {
  name: "no-comments",
  text({ measured }, refuse) {
    if (measured === "comment") throw refuse("comment", { problem: "comment" });
  },
  tree({ document }, refuse) {
    if (document.get("//comment()") !== null) throw refuse("comment", { problem: "comment" });
  },
};

/** Parsers differ on whether the text of a processing instruction is text of the element around it. */
export const noProcessingInstructions: Rule = {
  name: "no-processing-instructions",
  text({ measured }, refuse) {
    if (measured === "processing-instruction")
      throw refuse("processing-instruction", { problem: "processing-instruction" });
  },
  tree({ document }, refuse) {
    if (document.get("//processing-instruction()") !== null)
      throw refuse("processing-instruction", { problem: "processing-instruction" });
  },
};

const CAPS: readonly (readonly [what: keyof Measure, problem: string])[] = [
  ["elements", "too-many-elements"],
  ["depth", "too-many-levels"],
  ["attributes", "too-many-attributes"],
  ["nodes", "too-many-nodes"],
  ["namespaces", "too-many-namespaces"],
  ["sections", "too-many-sections"],
];

/** What costs more than any genuine message does. */
export const limits: Rule = {
  name: "limits",
  text({ measured }, refuse) {
    if (typeof measured === "string") return;
    const [what, problem] = CAPS.find(([what]) => measured[what] > LIMITS[what]) ?? [];
    if (what && problem)
      throw refuse("too-large", { problem, found: String(measured[what]), expected: `at most ${LIMITS[what]}` });
  },
};

/** Verifiers find what is signed by its ID and differ on which attribute that is: no two of any kind share a value. */
export const uniqueIds: Rule = {
  name: "unique-ids",
  tree({ document }, refuse) {
    const seen = new Set<string>();
    for (const node of document.find("//@*")) {
      if (!(node instanceof XmlAttribute) || node.name.toLowerCase() !== "id") continue;
      const { content } = node;
      if (seen.has(content)) throw refuse("signature-structure", { problem: "duplicate-id", found: content });
      seen.add(content);
    }
  },
};
