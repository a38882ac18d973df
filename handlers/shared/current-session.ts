import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Session, SessionSealer } from "../../lib/session/session.ts";
import type { Cookies } from "./cookies.ts";
import { orUnavailable } from "./front-door.ts";

export interface SessionReading {
  readonly cookies: Cookies;
  /** Made anew for each use from keys that are kept for a while, so that rotated keys are in use. */
  readonly sealer: () => Promise<SessionSealer>;
}

/**
 * The session the browser's cookie holds, or null. Whether it was ended meanwhile is the ledger's to say.
 * @throws Unavailable where the session keys cannot be had
 */
export async function currentSession(
  { cookies, sealer }: SessionReading,
  event: APIGatewayProxyEventV2,
  now: Date,
): Promise<Session | null> {
  const sealed = cookies.readSession(event);
  if (sealed === null) return null;
  const { open } = await sealer().catch(orUnavailable("dependency-unavailable"));
  return open(sealed, now);
}
