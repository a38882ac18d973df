import type { Configuration } from "../../lib/config/configuration.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import type { Session } from "../../lib/session/session.ts";
import { currentSession, type SessionReading } from "./current-session.ts";
import { orUnavailable, type Visit } from "./front-door.ts";

export interface LiveSessions extends SessionReading {
  readonly configuration: Configuration;
  readonly ledger: Pick<LoginLedger, "hasEnded">;
}

/**
 * The session of this browser, if it has one that was not ended and whose provider is still configured.
 * @throws Unavailable where the keys or the ledger cannot be asked
 */
export async function liveSession(parts: LiveSessions, { event, now }: Visit): Promise<Session | null> {
  const session = await currentSession(parts, event, now);
  if (!session) return null;
  // A provider that was taken out of the configuration takes its sessions along.
  if (!parts.configuration.identityProviders.some(({ id }) => id === session.identityProviderId)) return null;
  const ended = await parts.ledger.hasEnded(session.id).catch(orUnavailable("ledger-unavailable"));
  return ended ? null : session;
}
