import { ulid } from "ulid";
import type { TrailEvent } from "../../events/catalogue.ts";
import type { Producer } from "../../events/producer.ts";
import type { Identities } from "../../identity/identities.ts";
import type { Pseudonymizer } from "../../identity/pseudonyms.ts";
import type { LoginLedger, PendingKey, RecordResult } from "../../ledger/ledger.ts";
import type { Session } from "../../session/session.ts";
import type { LoginAttempt } from "../login-attempt.ts";
import { defineStep } from "../step.ts";
import { type SuccessfulLogin, successEvents } from "../success-events.ts";

export interface Recorded {
  readonly session: Session;
  readonly events: readonly TrailEvent[];
  /** Where the events wait until the bus has taken them. */
  readonly pending: PendingKey;
}

export interface Records {
  readonly ledger: Pick<LoginLedger, "recordLogin">;
  readonly identities: Identities;
  readonly pseudonymizer: Pseudonymizer;
  readonly producer: Producer;
}

/**
 * No login without a record: one conditional put, which is the replay guard and carries the events still to be published. The
 * names behind the pseudonyms are written first, so that no record ever speaks of somebody unknown.
 */
export const recordLogin = ({ ledger, identities, pseudonymizer, producer }: Records) =>
  defineStep("record-login", async (known: LoginAttempt & SuccessfulLogin, { refuse, earlier }): Promise<Recorded> => {
    const { now, provider, assertion, configuration, correlationId, attemptId } = known;
    const session = newSession(known);
    const origin = { occurredAt: now, correlationId, attemptId, environment: configuration.environment, producer };
    const { events, identities: clear } = successEvents(known, session, earlier, origin, pseudonymizer);
    const giveBack = () => {
      for (const event of events) producer.release(event.metadata.producer.sequence);
    };
    try {
      await identities.remember(clear, now);
    } catch (cause) {
      giveBack();
      throw refuse("dependency-unavailable", { problem: "identities", cause });
    }

    let result: RecordResult;
    try {
      const skew = provider.clockSkewSeconds * 1000;
      result = await ledger.recordLogin({
        issuer: provider.entityId,
        assertionId: assertion.id,
        attemptId,
        recordedAt: now,
        acceptableUntil: new Date(known.acceptableUntil.getTime() + skew),
        events,
      });
    } catch (cause) {
      // Their numbers are not given back: a put that timed out may have been written, and then the numbers are taken.
      throw refuse("ledger-unavailable", { problem: "login-record", cause });
    }
    if (!result.recorded) {
      giveBack();
      throw refuse("replay", { problem: "assertion-used-before" });
    }
    return { session, events, pending: result.pending };
  });

function newSession(known: LoginAttempt & SuccessfulLogin): Session {
  const { now, configuration, provider, person, roles, sessionNotOnOrAfter } = known;
  const own = now.getTime() + configuration.session.minutes * 60_000;
  // The skew that let the statement pass lengthens the session too: otherwise it could be over before it began.
  const skew = provider.clockSkewSeconds * 1000;
  return {
    id: ulid(now.getTime()),
    subject: person.subject,
    displayName: person.displayName,
    identityProviderId: provider.id,
    samlRoles: roles.granted.map(({ samlRole }) => samlRole),
    issuedAt: now,
    expiresAt: new Date(Math.min(own, sessionNotOnOrAfter ? sessionNotOnOrAfter.getTime() + skew : own)),
  };
}
