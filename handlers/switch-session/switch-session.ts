/** POST /session/switch: the answer to whose session this browser shall have, after a sign-in that arrived unasked. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { relayStateTarget } from "../../lib/session/relay-state.ts";
import type { Session } from "../../lib/session/session.ts";
import { currentSession } from "../shared/current-session.ts";
import { type Door, type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { failurePage } from "../shared/pages/failure-page.ts";
import { isFromOurselves } from "../shared/same-origin.ts";
import { endOf } from "../shared/session-end.ts";
import type { SwitchSessionParts } from "./parts.ts";

/** The fields of the page's form, and a little more than they need. */
const MAXIMUM_BODY_BYTES = 16_384;

interface Choice {
  readonly choice: "stay" | "switch";
  readonly target: string | null;
}

function choiceOf({ body = "", isBase64Encoded }: APIGatewayProxyEventV2): Choice | null {
  if (body.length > MAXIMUM_BODY_BYTES) return null;
  const fields = new URLSearchParams(isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body);
  const choice = fields.get("choice");
  return choice === "stay" || choice === "switch" ? { choice, target: fields.get("target") } : null;
}

function refused({ answers }: SwitchSessionParts, { correlationId }: Visit, reason: string, words: string): Handled {
  const page = failurePage({
    status: 403,
    reason,
    correlationId,
    title: "Nothing was changed",
    words,
    remedy: "Sign in again as the person you want to be, from this service's start page.",
    retryUrl: "/",
    retryLabel: "Open the start page",
  });
  return { answer: answers.page(403, page), outcome: reason };
}

async function sessionOnOffer({ cookies, sealerFor, ledger }: SwitchSessionParts, { event, now }: Visit) {
  const sealed = cookies.readOffer(event);
  if (sealed === null) return null;
  const { open } = await sealerFor("offer").catch(orUnavailable("dependency-unavailable"));
  const offered = await open(sealed, now);
  if (!offered || (await ledger.hasEnded(offered.id).catch(orUnavailable("ledger-unavailable")))) return null;
  return offered;
}

async function stay(parts: SwitchSessionParts, offered: Session, visit: Visit): Promise<Handled> {
  const ended = await endOf(parts, offered, "declined", visit);
  const { answers, cookies } = parts;
  return { answer: answers.redirect("/", { cookies: [cookies.clearOffer()] }), ...ended, outcome: "stayed" };
}

/** The session that gives way ends first: where that cannot be recorded, nothing changes. */
async function goOn(
  parts: SwitchSessionParts,
  offered: Session,
  target: string | null,
  visit: Visit,
): Promise<Handled> {
  const { answers, cookies, configuration, sealerFor } = parts;
  const { now } = visit;
  const unavailable = orUnavailable("dependency-unavailable");
  const [session, presence] = await Promise.all([sealerFor("session"), sealerFor("presence")]).catch(unavailable);
  const present = await currentSession(parts, visit.event, now);
  if (present) await endOf(parts, present, "replaced", visit);
  const given = [
    cookies.session(await session.seal(offered), offered.expiresAt, now),
    cookies.presence(await presence.seal({ ...offered, samlRoles: [] }), offered.expiresAt, now),
    cookies.clearOffer(),
  ];
  const place = relayStateTarget(target, configuration.relayState, configuration.serviceProvider.baseUrl);
  return {
    answer: answers.redirect(place, { cookies: given }),
    outcome: "switched",
    notes: { sessionId: offered.id, replaced: present?.id ?? null },
  };
}

async function switchSession(parts: SwitchSessionParts, visit: Visit): Promise<Handled> {
  const { baseUrl } = parts.configuration.serviceProvider;
  if (!isFromOurselves(visit.event, baseUrl))
    return refused(parts, visit, "cross-site", "The answer did not come from this service's own page.");
  const answer = choiceOf(visit.event);
  if (!answer) return refused(parts, visit, "malformed", "What arrived was not the answer to the question.");
  const offered = await sessionOnOffer(parts, visit);
  if (!offered) return refused(parts, visit, "no-offer", "The sign-in that was waiting for your answer has passed.");
  return answer.choice === "stay" ? stay(parts, offered, visit) : goOn(parts, offered, answer.target, visit);
}

export const switchSessionDoor: Door<SwitchSessionParts> = {
  name: "switch-session",
  unavailable: {
    title: "Nothing was changed",
    words: "Your answer could not be recorded, so you are signed in as before.",
  },
  serve: switchSession,
};
