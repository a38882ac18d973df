import { describe, expect, test } from "@jest/globals";
import { XmlC14NMode } from "libxml2-wasm";
import { exclusiveC14n } from "../../../lib/saml/xml/canonicalize.ts";
import { elements, withDocument } from "../../../lib/saml/xml/document.ts";
import { elementsNamed } from "../../../lib/saml/xml/named-elements.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";

describe("exclusive canonicalization", () => {
  const { xml } = buildResponse({
    style: { layout: "lines", extraNamespaces: { xs: "http://www.w3.org/2001/XMLSchema", unused: "urn:unused" } },
    signing: { prefixList: ["xs"] },
  });

  test.each([
    ["no PrefixList", []],
    ["a PrefixList", ["xs", "saml", "#default"]],
  ])("of every element, with %s, gives what libxml2-wasm gives for that element", (_name, prefixes) => {
    withDocument(xml, (document) => {
      const all = elements(document, "//*");
      expect(all.length).toBeGreaterThan(40);
      for (const each of all)
        expect(exclusiveC14n(each, prefixes)).toBe(
          each.canonicalizeToString({
            mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
            inclusiveNamespacePrefixes: [...prefixes],
          }),
        );
    });
  });

  test("of the root leaves out what stands beside it", () => {
    withDocument("<?before?><a><b/></a><?after?>", ({ root }) => expect(exclusiveC14n(root)).toBe("<a><b></b></a>"));
  });
});

describe("finding elements by local name", () => {
  test("finds them in every namespace, in the document's order, and none for another name", () => {
    withDocument('<x xmlns="u:1"><a i="1"/><n:a i="2" xmlns:n="u:2"><a i="3" xmlns=""/></n:a><A/></x>', (document) => {
      expect(elementsNamed(document, "a").map((each) => each.attr("i")?.value)).toEqual(["1", "2", "3"]);
      expect(elementsNamed(document, "b")).toEqual([]);
    });
  });

  test("keeps the elements of two documents apart", () => {
    for (const count of [1, 2, 0])
      withDocument(`<x>${"<a/>".repeat(count)}</x>`, (document) =>
        expect(elementsNamed(document, "a")).toHaveLength(count),
      );
  });
});
