import { describe, expect, test } from "@jest/globals";
import { measure } from "../../../lib/saml/xml/measure.ts";

describe("measuring a document before it is parsed", () => {
  test("counts elements, depth, and attributes of all and of the element that has most", () => {
    expect(measure('<a x="1"><b y="1" z="2"/><c><d/></c></a>')).toEqual({
      elements: 4,
      depth: 3,
      attributes: 2,
      nodes: 7,
      namespaces: 0,
      sections: 0,
    });
  });

  test("counts the namespaces in force at the element that has most, not those of its neighbours", () => {
    expect(measure('<a xmlns="u"><b xmlns:c="v"\txmlns:d="w"/><b\nxmlns:e="x"><c/></b></a>')).toMatchObject({
      namespaces: 3,
      nodes: 8,
    });
  });

  test("takes an end too many, which libxml2 refuses, for no reason to fail", () => {
    expect(measure("<a/></a></a><b/>")).toMatchObject({ elements: 2, depth: 1 });
  });

  test("counts namespace declarations as attributes: they cost as much", () => {
    expect(measure('<a xmlns="u" xmlns:b="v"/>')).toMatchObject({ attributes: 2 });
  });

  test("is not misled by > and = inside quoted values, whichever the quotes", () => {
    expect(measure(`<a x="1>2=3" y='"<>"'.length/>`)).toMatchObject({ elements: 1, attributes: 2 });
  });

  test("sees an XML declaration as what it is, and only at the start", () => {
    expect(measure('<?xml version="1.0"?><a/>')).toMatchObject({ elements: 1 });
    expect(measure('<a/><?xml version="1.0"?>')).toBe("processing-instruction");
  });

  test.each([
    ["doctype", "<!DOCTYPE a><a/>"],
    ["doctype", '<a><!ENTITY x "y"></a>'],
    ["comment", "<a><!-- --></a>"],
    ["comment", "<a/><!---->"],
    ["processing-instruction", "<a><?x?></a>"],
  ])("names a %s in %s", (name, xml) => {
    expect(measure(xml)).toBe(name);
  });

  test("takes what looks like markup in a CDATA section for the text it is", () => {
    expect(measure("<a><![CDATA[<!-- <b> <?x?> ]]><![CDATA[]]></a>")).toMatchObject({ elements: 1, sections: 2 });
  });

  test.each(["<a", "<a x='>", "<a><![CDATA[ ]]"])("says that %s never ends", (xml) => {
    expect(measure(xml)).toBeNull();
  });
});
