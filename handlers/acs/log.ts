/** The log lines of the ACS function: one a login, and one for each thing that went wrong behind it. No personal values. */
import type { LoginFailed } from "../../lib/events/catalogue.ts";
import type { RefusedEvent } from "../../lib/events/publish.ts";
import { isServiceFault } from "../../lib/events/vocabulary.ts";
import type { CertificateWarning } from "../../lib/saml/certificate-dates.ts";
import type { LoginRefused } from "../../lib/saml/refusal.ts";
import type { Recorded } from "../../lib/saml/steps/record-login.ts";
import { describeError } from "../shared/describe-error.ts";
import { logger } from "../shared/observability.ts";

const totalMs = (steps: readonly { readonly ms: number }[]) => Math.round(steps.reduce((sum, { ms }) => sum + ms, 0));

export interface SuccessNotes {
  readonly identityProvider: string;
  /** Whether the browser has somebody else's session, so that the person was asked first. */
  readonly asks: boolean;
  /** What is to be said of the certificate that it was signed with. */
  readonly warning: CertificateWarning | null;
  readonly ms: number;
}

export function logSuccess({ events, session }: Recorded, notes: SuccessNotes): void {
  const [event] = events;
  const { identityProvider, asks, warning, ms } = notes;
  logger[warning ? "warn" : "info"]("login succeeded", {
    outcome: "succeeded",
    correlationId: event?.metadata.correlationId,
    attemptId: event?.metadata.attemptId,
    identityProvider,
    subject: session.subject,
    sessionId: session.id,
    roles: session.samlRoles.length,
    asks,
    ...(warning && { warning }),
    ms: Math.round(ms),
  });
}

export function logFailure({ metadata, data }: LoginFailed, refusal: LoginRefused): void {
  const line = {
    outcome: "failed",
    step: data.step,
    reason: data.reason,
    ...data.detail,
    correlationId: metadata.correlationId,
    attemptId: metadata.attemptId,
    identityProvider: data.identityProvider?.id ?? null,
    ms: totalMs(data.steps),
    cause: describeError(refusal.cause),
  };
  if (isServiceFault(data.reason)) logger.error("login failed", line);
  else logger.info("login failed", line);
}

/** The bus did not take events that are safe in the ledger. */
export function logLeftPending(refused: readonly RefusedEvent[], error: unknown): void {
  logger.warn("events left pending", { refused, cause: describeError(error) });
}

/** Something behind a refusal failed. An event that nothing took is written out whole: it holds pseudonyms only. */
export function logEventTrouble(what: string, error: unknown, event: LoginFailed): void {
  const lost = what === "event-lost" ? { event } : { eventId: event.metadata.id };
  logger.error(`trouble recording a failure: ${what}`, { ...lost, cause: describeError(error) });
}
