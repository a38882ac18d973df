import { type XmlDocument, XmlElement } from "libxml2-wasm";
import { withDocument } from "../xml/document.ts";

const ENCRYPTION = { xenc: "http://www.w3.org/2001/04/xmlenc#", xenc11: "http://www.w3.org/2009/xmlenc11#" };

/**
 * Parses a copy of the message as the schemas can judge it, and hands it to `use`. Two things that genuine providers send are
 * beyond the letter of the XSDs, and each is checked by a step of its own:
 * - InResponseTo is an NCName there, but Google repeats whatever ID it was sent, digits first: each value gets a `_` in front.
 * - MGF (xmlenc-core1 §5.5.2) came after the schema of XML Encryption 1.0, which takes only elements it knows: it is left out.
 * The change is made on the tree, never on the text, where a value could pose as an attribute.
 */
export function withSchemaView<Result>(xml: string, use: (document: XmlDocument) => Result): Result {
  return withDocument(xml, (document) => {
    for (const node of document.find("//*[@InResponseTo]")) {
      const attribute = node instanceof XmlElement ? node.attr("InResponseTo") : null;
      if (attribute && attribute.value !== "") attribute.value = `_${attribute.value}`;
    }
    for (const node of document.find("//xenc:EncryptionMethod/xenc11:MGF", ENCRYPTION)) node.remove();
    return use(document);
  });
}
