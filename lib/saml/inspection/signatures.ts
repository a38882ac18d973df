import type { XmlDocument, XmlElement } from "libxml2-wasm";
import type { InspectedSignature, SignedElement } from "../inspected.ts";
import { elements, isElement } from "../xml/document.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import { inspectSignature } from "./signature.ts";

/** Names that matter to a verifier, wherever and in whatever namespace they stand: one that is out of place is an attack. */
const SIGNATURE_PARTS = ["SignedInfo", "SignatureValue", "Reference", "Manifest", "Object"]
  .map((name) => `local-name()='${name}'`)
  .join(" or ");

/**
 * Every signature of the document: a direct child of one of `places`, at most one in each, and no part of a signature
 * anywhere else.
 * @throws LoginRefused as `inspectSignature` does
 */
export function inspectSignatures(
  document: XmlDocument,
  places: readonly { readonly on: SignedElement; readonly element: XmlElement }[],
  refuse: RefuseInspection,
): InspectedSignature[] {
  const all = elements(document, "//*[local-name()='Signature']");
  const found: InspectedSignature[] = [];
  for (const { on, element } of places) {
    const own = elements(element, "./*[local-name()='Signature']");
    if (own.length > 1) throw refuse("signature-structure", { problem: "several-signatures", found: on });
    for (const signature of own) {
      if (!isElement(signature, "ds", "Signature"))
        throw refuse("signature-structure", { problem: "signature-namespace", found: signature.namespaceUri });
      found.push(inspectSignature(signature, element, on, refuse));
    }
  }
  if (all.length !== found.length) throw refuse("signature-structure", { problem: "misplaced-signature" });
  const misplaced = `//*[(${SIGNATURE_PARTS}) and not(ancestor::ds:Signature[parent::p:Response or parent::a:Assertion])]`;
  if (elements(document, misplaced).length > 0)
    throw refuse("signature-structure", { problem: "misplaced-signature-part" });
  return found;
}
