/** What an attack is: it says how it is built, what stops it, and what would happen if that were not there. */
import type { IdentityProvider } from "../../lib/config/configuration.ts";
import type { StepName } from "../../lib/events/vocabulary.ts";
import type { OutstandingRequest } from "../../lib/ledger/ledger.ts";
import type { PostedForm } from "../fixtures/form.ts";
import type { Verdict } from "../saml/drive-login.ts";

/**
 * What can be taken away: a rule of inspection or all of them, a whole step, or libxml2's parser, without which samlify is left
 * alone with its own.
 */
export type Guard = `rule ${string}` | "every rule" | "parser" | `step ${StepName}`;

/** What reaches the service, and what was there before. */
export interface Assault {
  /** Posted as a browser would, unless there is a `form`. */
  readonly xml?: string;
  readonly form?: PostedForm;
  readonly method?: string;
  readonly now?: Date;
  /** Laid over every provider of the configuration. */
  readonly policy?: Partial<IdentityProvider>;
  /** AuthnRequests that were sent. */
  readonly requests?: readonly OutstandingRequest[];
  readonly requestCookie?: string;
  /** Posted before, by the person the message was made for. */
  readonly earlier?: readonly string[];
}

export type Behind =
  /** Whom the attack would let in: this guard stands alone. */
  | { readonly admits: string }
  /** The next guard. */
  | Verdict;

export interface Attack {
  readonly name: string;
  /** What the attacker does and hopes for. */
  readonly description: string;
  /** The CVE or paper behind it, where there is one. */
  readonly reference: string | null;
  build(): Assault;
  readonly stoppedBy: Verdict & { readonly guard: Guard };
  /** What happens when that guard is taken away. */
  readonly behindIt: Behind;
  /** Of what a rule stops: what happens without any rule, when only the readings and the steps after them are left. */
  readonly withoutInspection?: Behind;
}

type Stop = Attack["stoppedBy"];

/** Stopped by a rule of inspection, of the message or of a decrypted assertion. */
export function byRule(
  name: string,
  reason: Stop["reason"],
  problem: string,
  step: "inspect-xml" | "decrypt-assertion" = "inspect-xml",
): Stop {
  return { guard: `rule ${name}`, step, reason, problem };
}

/** Stopped because libxml2 does not take it for XML. */
export function byParser(step: "inspect-xml" | "decrypt-assertion" = "inspect-xml"): Stop {
  return { guard: "parser", step, reason: "malformed", problem: "not-xml" };
}

export function byStep(step: StepName, reason: Stop["reason"], problem: string): Stop {
  return { guard: `step ${step}`, step, reason, problem };
}

export function next(step: StepName, reason: Stop["reason"], problem: string): Behind {
  return { step, reason, problem };
}

export function admits(person: string): Behind {
  return { admits: person };
}
