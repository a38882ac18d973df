/** Inspection of a whole message: structure only, no cryptography. */
import type { XmlElement } from "libxml2-wasm";
import type { InspectedIssuer, InspectedResponse, InspectedStatus } from "../inspected.ts";
import { attribute, element, elements, isElement } from "../xml/document.ts";
import { parseInspected } from "./parse.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import { inspectSignatures } from "./signatures.ts";

export function readIssuer(parent: XmlElement): InspectedIssuer | null {
  const issuer = element(parent, "./a:Issuer");
  return issuer && { value: issuer.content, format: attribute(issuer, "Format") };
}

function readStatus(response: XmlElement): InspectedStatus | null {
  const status = element(response, "./p:Status");
  const code = status && element(status, "./p:StatusCode");
  if (!status || !code) return null;
  const subCode = element(code, "./p:StatusCode");
  return {
    code: attribute(code, "Value") ?? "",
    subCode: subCode && attribute(subCode, "Value"),
    message: element(status, "./p:StatusMessage")?.content ?? null,
  };
}

/** The one assertion, directly under Response; in any other number or place it is refused. */
function findAssertion(response: XmlElement, refuse: RefuseInspection): XmlElement | null {
  const named = elements(response.doc, "//*[local-name()='Assertion' or local-name()='EncryptedAssertion']");
  const [only] = named;
  if (!only) return null;
  if (named.length > 1)
    throw refuse("signature-structure", { problem: "several-assertions", found: String(named.length) });
  if (!isElement(only, "a", only.name))
    throw refuse("signature-structure", { problem: "assertion-namespace", found: only.namespaceUri });
  if (!only.parent?.isSameNode(response)) throw refuse("signature-structure", { problem: "misplaced-assertion" });
  return only;
}

/**
 * @throws LoginRefused with the reasons of `inspect-xml`
 */
export function inspectResponse(xml: string, refuse: RefuseInspection): InspectedResponse {
  return parseInspected(xml, refuse, (document) => {
    const response = document.root;
    if (!isElement(response, "p", "Response"))
      throw refuse("malformed", { problem: "not-a-response", found: response.name, expected: "Response" });
    const assertion = findAssertion(response, refuse);
    const plain = assertion?.name === "Assertion" ? assertion : null;
    const places = [{ on: "response" as const, element: response }];
    const signatures = inspectSignatures(
      document,
      plain ? [...places, { on: "assertion" as const, element: plain }] : places,
      refuse,
    );
    return {
      id: attribute(response, "ID") ?? "",
      version: attribute(response, "Version") ?? "",
      issueInstant: attribute(response, "IssueInstant") ?? "",
      destination: attribute(response, "Destination"),
      inResponseTo: attribute(response, "InResponseTo"),
      issuer: readIssuer(response),
      status: readStatus(response),
      assertion: assertion && (plain ? "plain" : "encrypted"),
      assertionId: plain && attribute(plain, "ID"),
      assertionIssuer: plain && readIssuer(plain),
      signatures,
    };
  });
}
