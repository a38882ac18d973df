/** A built response as a reading takes it. */
import { inspectResponse } from "../../../lib/saml/inspection/inspect-response.ts";
import { RULES } from "../../../lib/saml/inspection/rules.ts";
import type { VerifiableMessage } from "../../../lib/saml/readings/reading.ts";
import { LoginRefused } from "../../../lib/saml/refusal.ts";
import { refusalOf } from "../../../lib/saml/step.ts";

export function messageOf(xml: string): VerifiableMessage {
  const { signatures } = inspectResponse(xml, RULES, refusalOf("inspect-xml"));
  return { response: xml, decrypted: null, signatures };
}

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
