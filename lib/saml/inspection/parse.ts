import type { XmlDocument } from "libxml2-wasm";
import { withDocument } from "../xml/document.ts";
import { checkLimits } from "./limits.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";

/**
 * Measures, parses and checks what holds for every document, then hands it to `read`.
 * @throws LoginRefused as `checkLimits` does, and `signature-structure` for an ID that two elements share.
 */
export function parseInspected<Result>(
  xml: string,
  refuse: RefuseInspection,
  read: (document: XmlDocument) => Result,
): Result {
  checkLimits(xml, refuse);
  let refused: unknown;
  try {
    return withDocument(xml, (document) => {
      try {
        checkTree(document, refuse);
        return read(document);
      } catch (error) {
        refused = error;
        throw error;
      }
    });
  } catch (error) {
    if (refused !== undefined) throw refused;
    throw refuse("malformed", { problem: "not-xml", cause: error });
  }
}

/** libxml2's own word on what `measure` looked for in the text: neither is trusted to see everything. */
function checkTree(document: XmlDocument, refuse: RefuseInspection): void {
  if (document.dtd !== null) throw refuse("doctype", { problem: "doctype" });
  if (document.get("//comment() | /comment()") !== null) throw refuse("comment", { problem: "comment" });
  if (document.get("//processing-instruction()") !== null)
    throw refuse("processing-instruction", { problem: "processing-instruction" });
  const seen = new Set<string>();
  for (const node of document.find("//@ID | //@Id | //@id | //@xml:id")) {
    if (seen.has(node.content)) throw refuse("signature-structure", { problem: "duplicate-id", found: node.content });
    seen.add(node.content);
  }
}
