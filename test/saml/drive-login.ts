/** The whole sequence of a login over memory: what the builder made goes in as a form, an outcome comes out. */
import type { Reason, StepName } from "../../lib/events/vocabulary.ts";
import { type LoginParts, loginSequence } from "../../lib/saml/login-sequence.ts";
import { NOW, testConfiguration } from "../fixtures/configuration.ts";
import { FLAWS } from "../fixtures/flaws.ts";
import { asForm, type PostedForm } from "../fixtures/form.ts";
import { buildResponse, type ResponseOptions } from "../fixtures/saml-response.ts";
import { loginParts } from "./memory.ts";

export interface Drive extends ResponseOptions {
  /** Our clock; the builder's unless given. */
  readonly now?: Date;
  /** Posted instead of what the builder makes. */
  readonly form?: PostedForm;
  readonly requestCookie?: string;
  readonly parts?: Partial<LoginParts>;
}

/** Runs a login with the policies of its flaws. @returns the outcome, with the refusal's words where it was refused */
async function driveLogin(drive: Drive) {
  const { form = asForm(buildResponse(drive).xml), now = drive.at ?? NOW, requestCookie = null } = drive;
  const policy = Object.assign({}, ...(drive.flaws ?? []).map((name) => FLAWS[name].policy));
  return loginSequence(loginParts(drive.parts)).run({
    form: { method: "POST", ...form },
    now,
    configuration: testConfiguration({ policy }),
    client: { ip: null, userAgent: null, requestId: null },
    requestCookie,
    correlationId: "01K0000000000000000000000A",
    attemptId: "01K0000000000000000000000B",
  });
}

export interface Verdict {
  readonly step: StepName;
  readonly reason: Reason;
  readonly problem: string;
}

/** Where and why a login was refused, or `null` where it was not. */
export async function refusalOf(drive: Drive = {}): Promise<Verdict | null> {
  const outcome = await driveLogin(drive);
  if (outcome.outcome === "completed") return null;
  const { step, refusal } = outcome;
  return { step, reason: refusal.reason, problem: refusal.problem };
}
