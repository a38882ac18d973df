/** Text as it was signed, letter by letter: U+FEFF, which decoders take for a byte order mark, and characters of several bytes. */
import { describe, expect, test } from "@jest/globals";
import { exclusiveC14n } from "../../../lib/saml/xml/canonicalize.ts";
import { attribute, contentOf, withDocument } from "../../../lib/saml/xml/document.ts";

const LONG = "some-group-name-that-is-long-enough";
const MARKED = `\ufeff${LONG}`;

describe("a U+FEFF in front of a text", () => {
  test.each([MARKED, `&#xFEFF;${LONG}`, `&#65279;${LONG}`, `&#x00feff;${LONG}`])("is read: %j", (text) => {
    expect(withDocument(`<a x="${text}">${text}</a>`, ({ root }) => contentOf(root))).toBe(MARKED);
    expect(withDocument(`<a x="${text}">${text}</a>`, ({ root }) => attribute(root, "x"))).toBe(MARKED);
  });

  test("is read of every text, in documents that have one anywhere", () => {
    const texts = withDocument(`<a><b>${MARKED}</b><b>${LONG}</b></a>`, ({ root }) =>
      [root.firstChild, root.lastChild].map((node) => contentOf(node as never)),
    );
    expect(texts).toEqual([MARKED, LONG]);
  });

  test("is canonicalized, wherever libxml2 cuts what it writes into pieces", () => {
    for (let shift = 0; shift < 12; shift += 1) {
      const xml = `<a>${"x".repeat(shift)}${"<b>\ufeff</b>".repeat(1000)}</a>`;
      expect(withDocument(xml, ({ root }) => exclusiveC14n(root))).toBe(xml);
    }
  });
});

test("characters of several bytes are canonicalized, wherever libxml2 cuts what it writes into pieces", () => {
  for (const shift of ["", "x", "xx"]) {
    const xml = `<a>${shift}${"é😀€".repeat(9000)}</a>`;
    expect(withDocument(xml, ({ root }) => exclusiveC14n(root))).toBe(xml);
  }
});
