/** Runs an attack against the login, whole or with a guard taken away, over memory. */
import type { Configuration, IdentityProvider } from "../../lib/config/configuration.ts";
import type { LoginAttempt } from "../../lib/saml/login-attempt.ts";
import { type LoginParts, loginSequence } from "../../lib/saml/login-sequence.ts";
import { NOW, testConfiguration } from "../fixtures/configuration.ts";
import { asForm, type PostedForm } from "../fixtures/form.ts";
import { loginParts, memoryLedger } from "../saml/memory.ts";
import type { Assault, Behind, Guard } from "./attack.ts";
import { samlifyAlone } from "./samlify-alone.ts";
import { weakenedLogin } from "./weakened.ts";

/** Made once: reading certificates costs as much as a login. */
const configuration = testConfiguration();

function configurationUnder(policy: Partial<IdentityProvider> = {}): Configuration {
  return {
    ...configuration,
    identityProviders: configuration.identityProviders.map((provider) => ({ ...provider, ...policy })),
  };
}

function attempt(assault: Assault, form: PostedForm): LoginAttempt {
  return {
    form: { method: assault.method ?? "POST", ...form },
    now: assault.now ?? NOW,
    configuration: configurationUnder(assault.policy),
    client: { ip: null, userAgent: null, requestId: null },
    requestCookie: assault.requestCookie ?? null,
    correlationId: "01K0000000000000000000000A",
    attemptId: "01K0000000000000000000000B",
  };
}

/** What there was before the attack: requests that were sent, messages that were used. */
async function prepared(assault: Assault): Promise<LoginParts> {
  const ledger = memoryLedger();
  for (const request of assault.requests ?? []) await ledger.saveRequest(request);
  const parts = loginParts({ ledger });
  for (const xml of assault.earlier ?? []) {
    const outcome = await loginSequence(parts).run(attempt(assault, asForm(xml)));
    if (outcome.outcome === "refused") throw new Error(`what came before was refused: ${outcome.refusal.message}`);
  }
  return parts;
}

/** The login that the attack meets, whole unless a guard is taken away. */
export async function outcomeOf(assault: Assault, guard: Guard | null = null) {
  const parts = await prepared(assault);
  const given = attempt(assault, assault.form ?? asForm(assault.xml ?? ""));
  return (guard === null ? loginSequence(parts) : weakenedLogin(parts, guard)).run(given);
}

/** @returns where and why it was refused, or whom it let in: `provider: NameID` */
export async function assail(assault: Assault, guard: Guard | null = null): Promise<Behind> {
  if (guard === "parser") return samlifyAlone(assault.xml ?? "");
  const outcome = await outcomeOf(assault, guard);
  if (outcome.outcome === "completed")
    return { admits: `${outcome.known.provider.id}: ${outcome.known.person.nameId}` };
  const { step, refusal } = outcome;
  return { step, reason: refusal.reason, problem: refusal.problem };
}
