/** Inspection of a decrypted assertion: a new document, on which everything is checked again. */
import type { InspectedAssertion } from "../inspected.ts";
import { attribute, elements, isElement } from "../xml/document.ts";
import { readIssuer } from "./inspect-response.ts";
import { parseInspected } from "./parse.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import { inspectSignatures } from "./signatures.ts";

/**
 * @throws LoginRefused with the reasons of `inspect-xml`
 */
export function inspectAssertion(xml: string, refuse: RefuseInspection): InspectedAssertion {
  return parseInspected(xml, refuse, (document) => {
    const assertion = document.root;
    if (!isElement(assertion, "a", "Assertion"))
      throw refuse("signature-structure", {
        problem: "not-an-assertion",
        found: assertion.name,
        expected: "Assertion",
      });
    if (elements(document, "/*//*[local-name()='Assertion' or local-name()='EncryptedAssertion']").length > 0)
      throw refuse("signature-structure", { problem: "several-assertions" });
    const signatures = inspectSignatures(document, [{ on: "assertion", element: assertion }], refuse);
    return { id: attribute(assertion, "ID") ?? "", issuer: readIssuer(assertion), signatures };
  });
}
