/** Inspection of a whole message. */
import type { XmlElement } from "libxml2-wasm";
import type { InspectedIssuer, InspectedResponse, InspectedStatus } from "../inspected.ts";
import { attribute, contentOf, element } from "../xml/document.ts";
import { inspectDocument } from "./inspect-document.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";
import type { Rule } from "./rule.ts";

export function readIssuer(parent: XmlElement): InspectedIssuer | null {
  const issuer = element(parent, "./a:Issuer");
  return issuer && { value: contentOf(issuer), format: attribute(issuer, "Format") };
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

/**
 * @throws LoginRefused with the reasons of `inspect-xml`
 */
export function inspectResponse(xml: string, rules: readonly Rule[], refuse: RefuseInspection): InspectedResponse {
  return inspectDocument(xml, "message", rules, refuse, (response, signatures) => {
    const plain = element(response, "./a:Assertion");
    const encrypted = element(response, "./a:EncryptedAssertion");
    return {
      id: attribute(response, "ID") ?? "",
      version: attribute(response, "Version") ?? "",
      issueInstant: attribute(response, "IssueInstant") ?? "",
      destination: attribute(response, "Destination"),
      inResponseTo: attribute(response, "InResponseTo"),
      issuer: readIssuer(response),
      status: readStatus(response),
      assertion: plain ? "plain" : encrypted && "encrypted",
      assertionId: plain && attribute(plain, "ID"),
      assertionIssuer: plain && readIssuer(plain),
      signatures,
    };
  });
}
