import type { IdentityProvider, ServiceProvider } from "../../config/configuration.ts";
import type { Assertion, SubjectConfirmation } from "../assertion/assertion.ts";
import type { InspectedResponse } from "../inspected.ts";
import type { LoginRefused, Refuse } from "../refusal.ts";
import { defineStep } from "../step.ts";
import { checkWindow } from "../window.ts";

interface Needs {
  readonly response: InspectedResponse;
  readonly assertion: Assertion;
  readonly provider: Pick<IdentityProvider, "clockSkewSeconds">;
  readonly configuration: { readonly serviceProvider: Pick<ServiceProvider, "acsUrl"> };
  readonly now: Date;
}

export interface Confirmed {
  /** The AuthnRequest that the response answers, or `null` where it is unsolicited. */
  readonly inResponseTo: string | null;
  /** When the confirmation stops being acceptable, skew not included. */
  readonly confirmedUntil: Date;
}

const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/** A bearer confirmation for this service provider, in its window (saml-profiles-2.0 §4.1.4.2). One that holds is enough. */
export const checkSubjectConfirmation = defineStep(
  "check-subject-confirmation",
  (known: Needs, { refuse }): Confirmed => {
    const bearers = known.assertion.subjectConfirmations.filter(({ method }) => method === BEARER);
    let first: LoginRefused | undefined;
    let best: Confirmed | undefined;
    for (const bearer of bearers) {
      const result = confirm(bearer, known, refuse);
      if (result instanceof Error) first ??= result;
      else if (!best || result.confirmedUntil > best.confirmedUntil) best = result;
    }
    if (!best) throw first ?? refuse("subject-confirmation", { problem: "no-bearer", expected: BEARER });
    return best;
  },
);

function confirm(
  { data }: SubjectConfirmation,
  { response, provider, configuration, now }: Needs,
  refuse: Refuse<"check-subject-confirmation">,
): Confirmed | LoginRefused {
  const { acsUrl } = configuration.serviceProvider;
  if (!data) return refuse("subject-confirmation", { problem: "no-confirmation-data" });
  if (data.recipient !== acsUrl)
    return refuse("recipient", { problem: "recipient", found: data.recipient ?? "", expected: acsUrl });
  // A bearer confirmation must not carry NotBefore (saml-profiles-2.0 §4.1.4.2); where one does, it holds.
  if (data.notOnOrAfter === null) return refuse("subject-confirmation", { problem: "no-not-on-or-after" });
  const window = checkWindow(data, now, provider.clockSkewSeconds);
  if (window.verdict !== "within")
    return refuse(window.verdict, { ...window, problem: `confirmation-${window.problem}` });
  if (data.inResponseTo !== null && response.inResponseTo !== null && data.inResponseTo !== response.inResponseTo)
    return refuse("in-response-to", {
      problem: "response-and-confirmation-differ",
      found: response.inResponseTo,
      expected: data.inResponseTo,
    });
  // Who holds an unsolicited assertion could put it into a Response that answers a request: only a signed one is believed.
  const isSigned = response.signatures.some(({ on }) => on === "response");
  if (data.inResponseTo === null && response.inResponseTo !== null && !isSigned)
    return refuse("in-response-to", { problem: "not-in-confirmation", found: response.inResponseTo });
  return {
    inResponseTo: data.inResponseTo ?? response.inResponseTo,
    confirmedUntil: window.notOnOrAfter ?? now,
  };
}
