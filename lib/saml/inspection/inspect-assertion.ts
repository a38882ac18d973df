/** Inspection of a decrypted assertion: a new document, to which every rule applies again. */
import type { InspectedAssertion } from "../inspected.ts";
import { attribute } from "../xml/document.ts";
import { inspectDocument } from "./inspect-document.ts";
import { readIssuer } from "./inspect-response.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import type { Rule } from "./rule.ts";

/**
 * @throws LoginRefused with the reasons of `inspect-xml`
 */
export function inspectAssertion(xml: string, rules: readonly Rule[], refuse: RefuseInspection): InspectedAssertion {
  return inspectDocument(xml, "decrypted-assertion", rules, refuse, (assertion, signatures) => ({
    id: attribute(assertion, "ID") ?? "",
    issuer: readIssuer(assertion),
    signatures,
  }));
}
