/** One parse by libxml2, every rule, and only then a reader: structure, no cryptography. */
import type { XmlElement } from "libxml2-wasm";
import type { InspectedSignature } from "../inspected.ts";
import { element, withDocument } from "../xml/document.ts";
import { measure } from "../xml/measure.ts";
import { readSignature } from "./read-signature.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import type { InspectedTree, Place, PlacedSignature, Rule } from "./rule.ts";

type Kind = InspectedTree["kind"];

function placesIn(kind: Kind, root: XmlElement): Place[] {
  if (kind === "decrypted-assertion") return [{ on: "assertion", element: root }];
  const assertion = element(root, "./a:Assertion");
  const response: Place = { on: "response", element: root };
  return assertion ? [response, { on: "assertion", element: assertion }] : [response];
}

function signaturesIn(places: readonly Place[]): PlacedSignature[] {
  return places.flatMap((place) => {
    const signature = element(place.element, "./ds:Signature");
    return signature ? [{ ...place, signature }] : [];
  });
}

/**
 * @param read gets the root and its signatures, once every rule has held
 * @throws LoginRefused as the rules do, and `malformed` for what libxml2 does not take for XML
 */
export function inspectDocument<Result>(
  xml: string,
  kind: Kind,
  rules: readonly Rule[],
  refuse: RefuseInspection,
  read: (root: XmlElement, signatures: readonly InspectedSignature[]) => Result,
): Result {
  const measured = measure(xml);
  if (measured === null || (typeof measured === "object" && measured.elements === 0))
    throw refuse("malformed", { problem: "not-xml" });
  for (const rule of rules) rule.text?.({ xml, measured }, refuse);

  let refused: unknown;
  try {
    return withDocument(xml, (document) => {
      try {
        const { root } = document;
        const tree: InspectedTree = { kind, document, root, places: placesIn(kind, root) };
        for (const rule of rules) rule.tree?.(tree, refuse);
        const placed = signaturesIn(tree.places);
        for (const signature of placed) for (const rule of rules) rule.signature?.(signature, refuse);
        return read(root, placed.map(readSignature));
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
