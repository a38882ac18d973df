/** On the page of a login that was refused for withdrawn roles: the form that asks their owner for one of them. */

import type { Html } from "../../lib/html/html.ts";
import type { LoginAttempt } from "../../lib/saml/login-attempt.ts";
import type { LoginRefused } from "../../lib/saml/refusal.ts";
import type { SuccessfulLogin } from "../../lib/saml/success-events.ts";
import { SessionTooLarge } from "../../lib/session/jose-sealer.ts";
import type { SessionSealer } from "../../lib/session/session.ts";
import { restoreForm } from "./restore-form.ts";

/** How long a person may take to write. */
const FORM_MILLISECONDS = 15 * 60_000;

/** More roles than these nobody chooses from. */
const MAXIMUM_ROLES = 10;

interface RefusedLogin {
  readonly refusal: LoginRefused;
  readonly known: Partial<SuccessfulLogin>;
}

/**
 * The person has no session, so the form itself holds, sealed, who was refused at which login and which roles were withheld.
 * @returns null where there is nothing to ask for, or the stage does not let people ask
 */
export async function restoreOffer(
  { refusal, known: { person, provider } }: RefusedLogin,
  { configuration, correlationId, now }: LoginAttempt,
  sealer: SessionSealer,
): Promise<Html | null> {
  const samlRoles = refusal.prunedRoles.slice(0, MAXIMUM_ROLES);
  if (!configuration.pruning.restoreRequests || samlRoles.length === 0 || !person || !provider) return null;
  try {
    const sealed = await sealer.seal({
      id: correlationId,
      subject: person.subject,
      displayName: person.displayName,
      identityProviderId: provider.id,
      samlRoles,
      issuedAt: now,
      expiresAt: new Date(now.getTime() + FORM_MILLISECONDS),
    });
    return restoreForm(sealed, samlRoles);
  } catch (error) {
    // Names of roles too long for the form: the page says all the same whom to ask.
    if (error instanceof SessionTooLarge) return null;
    throw error;
  }
}
