/** The answer to a login that succeeded: the session, or the question whose session this browser shall have. */
import type { Configuration } from "../../lib/config/configuration.ts";
import type { Matched } from "../../lib/saml/steps/match-request.ts";
import type { Recorded } from "../../lib/saml/steps/record-login.ts";
import type { Started } from "../../lib/saml/steps/start-session.ts";
import type { Session, SessionSealer } from "../../lib/session/session.ts";
import { createCookies } from "../shared/cookies.ts";
import { type Answer, createAnswers } from "../shared/http.ts";
import { whoseSessionPage } from "./whose-session-page.ts";

export interface WelcomeSealers {
  readonly presence: SessionSealer;
  readonly offer: SessionSealer;
}

/** The login, and the cookie that says whose session the browser has already. */
export interface Arrival {
  readonly known: Recorded & Started & Matched;
  readonly presenceCookie: string | null;
  readonly configuration: Configuration;
  readonly now: Date;
}

export interface Welcome {
  readonly answer: Answer;
  /** Whether the person has to say first whose session it shall be. */
  readonly asks: boolean;
}

/** The other person whose session this browser has, if a login that nobody began here would take its place. */
async function somebodyElse({ known, presenceCookie, now }: Arrival, sealers: WelcomeSealers): Promise<Session | null> {
  if (known.initiatedBy === "service-provider" || presenceCookie === null) return null;
  const present = await sealers.presence.open(presenceCookie, now);
  return present && present.subject !== known.session.subject ? present : null;
}

/**
 * A login that the identity provider began over another person's session asks first: any site can post a response of its own
 * choosing, and who then works on in somebody else's account gives away what they enter (login cross-site request forgery).
 */
export async function welcome(arrival: Arrival, sealers: WelcomeSealers): Promise<Welcome> {
  const { known, configuration, now } = arrival;
  const { session, sealedSession, target } = known;
  const { baseUrl } = configuration.serviceProvider;
  const cookies = createCookies(baseUrl);
  const answers = createAnswers(baseUrl);
  const other = await somebodyElse(arrival, sealers);
  if (other) {
    const page = whoseSessionPage({ present: other.displayName, arrived: session.displayName, target });
    const offer = cookies.offer(await sealers.offer.seal(session));
    return { answer: answers.page(200, page, { cookies: [offer] }), asks: true };
  }
  const presence = await sealers.presence.seal({ ...session, samlRoles: [] });
  // The request cookie stays: another tab of this browser may have a login under way, and each request is answered once.
  const given = [
    cookies.session(sealedSession, session.expiresAt, now),
    cookies.presence(presence, session.expiresAt, now),
  ];
  return { answer: answers.redirect(target, { cookies: given }), asks: false };
}
