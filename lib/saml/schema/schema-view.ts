import { XmlAttribute, type XmlDocument } from "libxml2-wasm";
import { withDocument } from "../xml/document.ts";
import { NAMESPACES as OWN_NAMESPACES } from "../xml/names.ts";

const NAMESPACES = { ...OWN_NAMESPACES, xenc11: "http://www.w3.org/2009/xmlenc11#" };

const ANSWERS = "/p:Response/@InResponseTo | //a:SubjectConfirmationData/@InResponseTo";
const LEFT_OUT = ["//xenc:EncryptionMethod/xenc11:MGF", "//ds:CanonicalizationMethod/ec:InclusiveNamespaces"];

/**
 * Parses a copy of the message as the schemas can judge it, and hands it to `use`. Three things that genuine providers send are
 * beyond the letter of the XSDs, and each is checked by a step of its own:
 * - InResponseTo is an NCName there, but Google repeats whatever ID it was sent, digits first: each value gets a `_` in front.
 * - MGF (xmlenc-core1 §5.5.2) came after the schema of XML Encryption 1.0, which takes only elements it knows: it is left out.
 * - InclusiveNamespaces (xml-exc-c14n §4) in a CanonicalizationMethod must be declared by a schema there, and is in none of these,
 *   though it is taken unseen in a Transform: it is left out too.
 * The change is made on the tree, never on the text, where a value could pose as an attribute.
 */
export function withSchemaView<Result>(xml: string, use: (document: XmlDocument) => Result): Result {
  return withDocument(xml, (document) => {
    for (const node of document.find(ANSWERS, NAMESPACES))
      if (node instanceof XmlAttribute && node.value !== "") node.value = `_${node.value}`;
    // The last first: what stands within another of them must be gone before libxml2 frees that one with all it holds.
    for (const path of LEFT_OUT) for (const node of document.find(path, NAMESPACES).reverse()) node.remove();
    return use(document);
  });
}
