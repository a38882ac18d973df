/** All attacks, by what they play with. */
import { ALGORITHMS } from "./algorithms.ts";
import type { Attack } from "./attack.ts";
import { CIPHERTEXTS } from "./ciphertexts.ts";
import { COMMENTS_AND_ENTITIES } from "./comments-and-entities.ts";
import { CONFUSION } from "./confusion.ts";
import { ENCODINGS } from "./encodings.ts";
import { ENCRYPTION } from "./encryption.ts";
import { FLOODS } from "./floods.ts";
import { FORMS } from "./forms.ts";
import { NAMESPACES_AND_IDS } from "./namespaces-and-ids.ts";
import { OTHER_MESSAGES } from "./other-messages.ts";
import { REFERENCES } from "./references.ts";
import { REPLAY_AND_REQUESTS } from "./replay-and-requests.ts";
import { SIGNATURE_PARTS } from "./signature-parts.ts";
import { SIGNATURE_WRAPPING } from "./signature-wrapping.ts";
import { TRANSFORMS } from "./transforms.ts";
import { TRUST } from "./trust.ts";

export interface Family {
  readonly title: string;
  readonly attacks: readonly Attack[];
}

export const FAMILIES: readonly Family[] = [
  { title: "Signature wrapping", attacks: SIGNATURE_WRAPPING },
  { title: "Parts of a signature", attacks: SIGNATURE_PARTS },
  { title: "References", attacks: REFERENCES },
  { title: "Transforms and canonicalization", attacks: TRANSFORMS },
  { title: "Namespaces, IDs and attributes", attacks: NAMESPACES_AND_IDS },
  { title: "Comments, instructions and entities", attacks: COMMENTS_AND_ENTITIES },
  { title: "Encodings and characters", attacks: ENCODINGS },
  { title: "Who signed", attacks: TRUST },
  { title: "Algorithms and values", attacks: ALGORITHMS },
  { title: "Somebody else's message", attacks: CONFUSION },
  { title: "Time, replay and requests", attacks: REPLAY_AND_REQUESTS },
  { title: "Other messages", attacks: OTHER_MESSAGES },
  { title: "Inside an envelope", attacks: ENCRYPTION },
  { title: "Ciphertexts", attacks: CIPHERTEXTS },
  { title: "Floods", attacks: FLOODS },
  { title: "Forms", attacks: FORMS },
];

export const ALL_ATTACKS: readonly Attack[] = FAMILIES.flatMap(({ attacks }) => attacks);
