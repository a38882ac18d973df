/** POST /session/end: ends the session in the ledger, so that a copy of its cookie is worth nothing, and records it. */
import { createEvent } from "../../lib/events/create-event.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import { sessionEnded } from "../../lib/events/session-ended.ts";
import type { Session } from "../../lib/session/session.ts";
import { currentSession } from "../shared/current-session.ts";
import { describeError } from "../shared/describe-error.ts";
import { type Door, type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { failurePage } from "../shared/pages/failure-page.ts";
import type { EndSessionParts } from "./parts.ts";
import { isFromOurselves } from "./same-origin.ts";

function crossSite({ answers }: EndSessionParts, { correlationId }: Visit): Handled {
  const page = failurePage({
    status: 403,
    reason: "cross-site",
    correlationId,
    title: "You were not signed out",
    words: "The request to sign out did not come from this service's own page.",
    remedy: "Open the start page and sign out there. If you did, your browser hides where requests come from.",
    retryUrl: "/",
    retryLabel: "Open the start page",
  });
  return { answer: answers.page(403, page), outcome: "cross-site" };
}

/** Records the end once. Publishing may fail: the event waits in the ledger, and republish-pending sends it. */
async function end(parts: EndSessionParts, session: Session, { now, correlationId }: Visit) {
  const { ledger, publish, producer, configuration } = parts;
  const origin = {
    occurredAt: now,
    correlationId,
    // No request to the assertion consumer service: the sign-out is an attempt of its own.
    attemptId: correlationId,
    environment: configuration.environment,
    producer,
  };
  const event = createEvent(sessionEnded, origin, {
    subject: session.subject,
    identityProviderId: session.identityProviderId,
    session: { id: session.id },
    cause: "signed-out",
  });
  const result = await ledger
    .endSession(session.id, now, session.expiresAt, event)
    .catch(orUnavailable("ledger-unavailable"));
  if (!result.recorded) {
    producer.release(event.metadata.producer.sequence);
    return { outcome: "ended-before", notes: { sessionId: session.id } };
  }
  let left: object = {};
  const onLeftPending = (_events: unknown, error: unknown) => {
    left = { leftPending: true, cause: describeError(error) };
  };
  await publishRecorded({ publish, ledger, onLeftPending }, result.pending, [event]);
  return { outcome: "session-ended", notes: { sessionId: session.id, eventId: event.metadata.id, ...left } };
}

async function endSession(parts: EndSessionParts, visit: Visit): Promise<Handled> {
  const { answers, cookies, configuration } = parts;
  if (!isFromOurselves(visit.event, configuration.serviceProvider.baseUrl)) return crossSite(parts, visit);
  const session = await currentSession(parts, visit.event, visit.now);
  const ended = session ? await end(parts, session, visit) : { outcome: "no-session" };
  return { answer: answers.redirect("/", { cookies: [cookies.clearSession()] }), ...ended };
}

export const endSessionDoor: Door<EndSessionParts> = {
  name: "end-session",
  unavailable: {
    title: "You were not signed out",
    words: "Signing out could not be recorded, so your session still runs.",
  },
  serve: endSession,
};
