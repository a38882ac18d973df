/** A built response as a reading takes it. */
import { inspectResponse } from "../../../lib/saml/inspection/inspect-response.ts";
import type { Rule } from "../../../lib/saml/inspection/rule.ts";
import { RULES } from "../../../lib/saml/inspection/rules.ts";
import type { VerifiableMessage } from "../../../lib/saml/readings/reading.ts";
import { LoginRefused } from "../../../lib/saml/refusal.ts";
import { refusalOf } from "../../../lib/saml/step.ts";

/** @throws LoginRefused where one of the rules does not hold */
export function inspected(xml: string, rules: readonly Rule[]): VerifiableMessage {
  const { signatures } = inspectResponse(xml, rules, refusalOf("inspect-xml"));
  return { response: xml, decrypted: null, signatures };
}

export const messageOf = (xml: string): VerifiableMessage => inspected(xml, RULES);

/** The refusal that `run` ends in. */
export function refusalIn(run: () => unknown): LoginRefused {
  try {
    run();
  } catch (error) {
    if (error instanceof LoginRefused) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
