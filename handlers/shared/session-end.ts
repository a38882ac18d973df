/** Ends a session in the ledger, so that a copy of its cookie is worth nothing, and records it. */
import type { Configuration } from "../../lib/config/configuration.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import type { Producer } from "../../lib/events/producer.ts";
import { type Publication, publishRecorded } from "../../lib/events/publish-recorded.ts";
import { sessionEnded } from "../../lib/events/session-ended.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import type { Session } from "../../lib/session/session.ts";
import { describeError } from "./describe-error.ts";
import { type Handled, orUnavailable, type Visit } from "./front-door.ts";

/** What ending a session takes. */
export interface SessionEnding {
  readonly configuration: Configuration;
  readonly ledger: Pick<LoginLedger, "endSession" | "markPublished">;
  readonly publish: Publication["publish"];
  readonly producer: Producer;
}

type Cause = "signed-out" | "replaced" | "declined";

/**
 * Records the end once. Publishing may fail: the event waits in the ledger, and republish-pending sends it.
 * @throws Unavailable where the end cannot be recorded: then the session still runs
 */
export async function endOf(
  parts: SessionEnding,
  session: Session,
  cause: Cause,
  { now, correlationId }: Visit,
): Promise<Omit<Handled, "answer">> {
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
    cause,
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
