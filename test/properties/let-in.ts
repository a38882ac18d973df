/** Who a message lets in: everything that the service believes of the person afterwards. */
import { loginSequence } from "../../lib/saml/login-sequence.ts";
import { NOW, testConfiguration } from "../fixtures/configuration.ts";
import { asForm } from "../fixtures/form.ts";
import { loginParts } from "../saml/memory.ts";

/**
 * @returns `null` where nobody is let in
 * @throws Error where the refusal is for a reason that no message may bring about: something went wrong on our side
 */
export async function letInBy(xml: string) {
  const outcome = await loginSequence(loginParts()).run({
    form: { method: "POST", ...asForm(xml) },
    now: NOW,
    configuration: testConfiguration(),
    client: { ip: null, userAgent: null, requestId: null },
    requestCookie: null,
    correlationId: "01K0000000000000000000000A",
    attemptId: "01K0000000000000000000000B",
  });
  if (outcome.outcome === "refused") {
    const { step, refusal } = outcome;
    if (["internal", "dependency-unavailable", "ledger-unavailable"].includes(refusal.reason))
      throw new Error(`${step}: ${refusal.message}`, { cause: refusal.cause });
    return null;
  }
  const { assertion, person, samlRoles, roles, acceptableUntil, inResponseTo, authnInstant, authnContext } =
    outcome.known;
  return { assertion, person, samlRoles, roles, acceptableUntil, inResponseTo, authnInstant, authnContext };
}
