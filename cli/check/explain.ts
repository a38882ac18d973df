/** What to do about a refusal, with the numbers of this very message where they help. */
import type { Reason } from "../../lib/events/vocabulary.ts";
import type { LoginRefused } from "../../lib/saml/refusal.ts";
import { REMEDIES } from "../../lib/saml/remedies.ts";
import { parseInstant } from "../../lib/saml/xml/instant.ts";

/** The most that the configuration allows. */
const MAXIMUM_SKEW_SECONDS = 300;

function aboutClock(seconds: number, direction: "ahead" | "behind"): string {
  if (seconds > MAXIMUM_SKEW_SECONDS)
    return direction === "ahead"
      ? `The identity provider's clock is ${seconds} s ahead, or the message is meant for later; correct the clock there.`
      : `The message ended ${seconds} s ago: it is an old one, or the identity provider's clock is that far behind.`;
  return `The identity provider's clock is ${seconds} s ${direction} or more; correct it, or allow it with clockSkewSeconds: ${seconds}.`;
}

/** @param now the instant the message was judged at */
export function explain({ reason, problem, found }: LoginRefused, now: Date): string {
  const instant = found === null ? null : parseInstant(found);
  if (instant && (reason === "not-yet-valid" || problem === "authn-instant-ahead"))
    return aboutClock(Math.ceil((instant.getTime() - now.getTime()) / 1000), "ahead");
  if (instant && (reason === "expired" || reason === "session-expired"))
    return aboutClock(Math.floor((now.getTime() - instant.getTime()) / 1000) + 1, "behind");
  return REMEDIES[reason satisfies Reason].remedy;
}
