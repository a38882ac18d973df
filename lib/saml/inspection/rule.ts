/**
 * Inspection is a list of named rules. A rule holds or throws; it changes nothing, and what is read from the document afterwards
 * takes the first of whatever it finds. So each rule stands alone: what it keeps out can be shown by running all the others.
 */
import type { XmlDocument, XmlElement } from "libxml2-wasm";
import type { SignedElement } from "../inspected.ts";
import type { Forbidden, Measure } from "../xml/measure.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";

/** A document before any parser has seen it. */
interface InspectedText {
  readonly xml: string;
  readonly measured: Measure | Forbidden;
}

/** An element that may carry a Signature, directly under it. */
export interface Place {
  readonly on: SignedElement;
  readonly element: XmlElement;
}

/** libxml2's tree of a message, or of an assertion that was decrypted: a new document. */
export interface InspectedTree {
  readonly kind: "message" | "decrypted-assertion";
  readonly document: XmlDocument;
  readonly root: XmlElement;
  readonly places: readonly Place[];
}

/** A Signature in its place. */
export interface PlacedSignature extends Place {
  readonly signature: XmlElement;
}

export interface Rule {
  readonly name: string;
  /** Looks at the text, before it is parsed. */
  text?(text: InspectedText, refuse: RefuseInspection): void;
  /** Looks at the whole tree. */
  tree?(tree: InspectedTree, refuse: RefuseInspection): void;
  /** Looks at each signature that stands where one may. */
  signature?(signature: PlacedSignature, refuse: RefuseInspection): void;
}
