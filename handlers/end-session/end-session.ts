/** POST /session/end: ends the session in the ledger, so that a copy of its cookie is worth nothing, and records it. */
import { currentSession } from "../shared/current-session.ts";
import type { Door, Handled, Visit } from "../shared/front-door.ts";
import { failurePage } from "../shared/pages/failure-page.ts";
import { isFromOurselves } from "../shared/same-origin.ts";
import { endOf } from "../shared/session-end.ts";
import type { EndSessionParts } from "./parts.ts";

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

async function endSession(parts: EndSessionParts, visit: Visit): Promise<Handled> {
  const { answers, cookies, configuration } = parts;
  if (!isFromOurselves(visit.event, configuration.serviceProvider.baseUrl)) return crossSite(parts, visit);
  const session = await currentSession(parts, visit.event, visit.now);
  const ended = session ? await endOf(parts, session, "signed-out", visit) : { outcome: "no-session" };
  return { answer: answers.redirect("/", { cookies: cookies.clearSession() }), ...ended };
}

export const endSessionDoor: Door<EndSessionParts> = {
  name: "end-session",
  unavailable: {
    title: "You were not signed out",
    words: "Signing out could not be recorded, so your session still runs.",
  },
  serve: endSession,
};
