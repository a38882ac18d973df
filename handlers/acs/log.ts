/** The log lines of the ACS function: one a login, and one for each thing that went wrong behind it. No personal values. */
import type { LoginFailed, TrailEvent } from "../../lib/events/catalogue.ts";
import { printable } from "../../lib/events/printable.ts";
import type { LoginRefused } from "../../lib/saml/refusal.ts";
import type { Recorded } from "../../lib/saml/steps/record-login.ts";
import { logger } from "../shared/observability.ts";

/** An error fit for a log line: its name, its message cut and escaped, and where it was thrown. */
function describe(error: unknown): object | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { message: printable(String(error)) };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    message: printable(error.message),
    at: frames.slice(0, 6).map((frame) => printable(frame.trim())),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
}

const totalMs = (steps: readonly { readonly ms: number }[]) => Math.round(steps.reduce((sum, { ms }) => sum + ms, 0));

export function logSuccess({ events, session }: Recorded, providerId: string, ms: number): void {
  const [event] = events;
  logger.info("login succeeded", {
    outcome: "succeeded",
    correlationId: event?.metadata.correlationId,
    attemptId: event?.metadata.attemptId,
    identityProvider: providerId,
    subject: session.subject,
    sessionId: session.id,
    roles: session.samlRoles.length,
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
    cause: describe(refusal.cause),
  };
  const ours = ["internal", "ledger-unavailable", "dependency-unavailable"].includes(data.reason);
  if (ours) logger.error("login failed", line);
  else logger.info("login failed", line);
}

/** The bus did not take events that are safe in the ledger. */
export function logLeftPending(events: readonly TrailEvent[], error: unknown): void {
  logger.warn("events left pending", { eventIds: events.map(({ metadata }) => metadata.id), cause: describe(error) });
}

/** Something behind a refusal failed. An event that nothing took is written out whole: it holds pseudonyms only. */
export function logEventTrouble(what: string, error: unknown, event: LoginFailed): void {
  const lost = what === "event-lost" ? { event } : { eventId: event.metadata.id };
  logger.error(`trouble recording a failure: ${what}`, { ...lost, cause: describe(error) });
}
