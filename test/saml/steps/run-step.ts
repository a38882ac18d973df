/** One step alone, and what it is given, read from what the builder made. */
import type { Reason, StepName } from "../../../lib/events/vocabulary.ts";
import type { Assertion } from "../../../lib/saml/assertion/assertion.ts";
import { readAssertion } from "../../../lib/saml/assertion/read-assertion.ts";
import type { InspectedResponse } from "../../../lib/saml/inspected.ts";
import { inspectResponse } from "../../../lib/saml/inspection/inspect-response.ts";
import { RULES } from "../../../lib/saml/inspection/rules.ts";
import { sequence } from "../../../lib/saml/sequence.ts";
import { refusalOf, type Step } from "../../../lib/saml/step.ts";
import { exclusiveC14n } from "../../../lib/saml/xml/canonicalize.ts";
import { element, withDocument } from "../../../lib/saml/xml/document.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";

/** What the step adds to what is known. @throws LoginRefused where it refuses */
export async function addedBy<Name extends StepName, Needs, Adds>(
  step: Step<Name, Needs, Adds>,
  known: Needs,
): Promise<Adds> {
  return step.run(known, { refuse: refusalOf(step.name), earlier: [] });
}

export interface Refused {
  readonly step: StepName;
  readonly reason: Reason;
  readonly problem: string;
  readonly found: string | null;
  readonly expected: string | null;
  readonly cause: unknown;
}

/** The refusal that the step ends in, as a sequence hands it on: a reason that is not in the step's row would be `internal`. */
export async function refusedBy<Name extends StepName, Needs extends object, Adds>(
  { name, run }: Step<Name, Needs, Adds>,
  known: Needs,
): Promise<Refused> {
  const outcome = await sequence<Needs>().followedBy({ name, run }).run(known);
  if (outcome.outcome === "completed") throw new Error(`${name} refused nothing`);
  const { reason, problem, found, expected, cause } = outcome.refusal;
  return { step: outcome.step, reason, problem, found, expected, cause };
}

export const inspected = (xml: string): InspectedResponse => inspectResponse(xml, RULES, refusalOf("inspect-xml"));

/** Response and assertion of what the builder makes of these options, read but not verified; unsigned unless `sign` says so. */
export function readBuilt(options: ResponseOptions = {}): { response: InspectedResponse; assertion: Assertion } {
  const { xml } = buildResponse({ sign: "none", ...options });
  const assertion = withDocument(xml, ({ root }) => {
    const found = element(root, "./a:Assertion");
    if (!found) throw new Error("there is no plain assertion in it");
    return readAssertion(exclusiveC14n(found));
  });
  return { response: inspected(xml), assertion };
}

/** The instant so many seconds (and milliseconds) after `from`. */
export const later = (from: Date, seconds: number, milliseconds = 0) =>
  new Date(from.getTime() + seconds * 1000 + milliseconds);
