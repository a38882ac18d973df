import { timingSafeEqual } from "node:crypto";
import type { IdentityProvider } from "../../config/configuration.ts";
import { assertionHash } from "../../ledger/assertion-key.ts";
import type { AnswerResult, AssertionKey, KnownRequest, LoginLedger } from "../../ledger/ledger.ts";
import type { Assertion } from "../assertion/assertion.ts";
import { hashBrowserMark } from "../authn-request/browser-mark.ts";
import type { Refuse } from "../refusal.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly assertion: Assertion;
  readonly provider: Pick<IdentityProvider, "id" | "entityId" | "mayStartLogin">;
  readonly inResponseTo: string | null;
  /** The value of the browser's request cookie. */
  readonly requestCookie: string | null;
  readonly now: Date;
}

export interface Matched {
  readonly initiatedBy: "identity-provider" | "service-provider";
  /** Where the person wanted to go when the login began here. */
  readonly requestedRelayState: string | null;
}

type RequestLedger = Pick<LoginLedger, "findRequest" | "answerRequest">;

/**
 * An unsolicited response is let through by policy; any other must answer an AuthnRequest that is outstanding, was not answered
 * before, and was begun in this browser (saml-profiles-2.0 §4.1.4.3, §4.1.5).
 */
export const matchRequest = (ledger: RequestLedger) =>
  defineStep("match-request", async (known: Needs, { refuse }): Promise<Matched> => {
    const { assertion, provider, inResponseTo, requestCookie, now } = known;
    if (inResponseTo === null) {
      if (!provider.mayStartLogin) throw refuse("unsolicited", { problem: "unsolicited-response" });
      return { initiatedBy: "identity-provider", requestedRelayState: null };
    }

    const request = await asking(refuse, () => ledger.findRequest(inResponseTo));
    if (!request) throw refuse("in-response-to", { problem: "unknown-request", found: inResponseTo });
    if (request.identityProviderId !== provider.id)
      throw refuse("in-response-to", { problem: "request-to-another-provider", found: inResponseTo });
    const by: AssertionKey = { issuer: provider.entityId, assertionId: assertion.id };
    if (!isSameBrowser(request, requestCookie)) {
      // Only said of the very assertion that answered the request: anybody else learns nothing but the mismatch.
      if (request.answeredBy === assertionHash(by))
        throw refuse("replay", { problem: "request-answered-by-this-assertion" });
      throw refuse("browser-mismatch", { problem: requestCookie === null ? "no-request-cookie" : "other-browser" });
    }
    if (request.expiresAt <= now)
      throw refuse("in-response-to", { problem: "request-expired", found: request.expiresAt.toISOString() });
    const answer = await asking<AnswerResult>(refuse, () => ledger.answerRequest(inResponseTo, by));
    if (answer.result === "answered-by-another") throw refuse("in-response-to", { problem: "already-answered" });
    return { initiatedBy: "service-provider", requestedRelayState: request.relayState };
  });

async function asking<Result>(refuse: Refuse<"match-request">, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    throw refuse("ledger-unavailable", { problem: "request-lookup", cause });
  }
}

function isSameBrowser(request: KnownRequest, cookie: string | null): boolean {
  if (cookie === null) return false;
  const presented = Buffer.from(hashBrowserMark(cookie), "hex");
  const expected = Buffer.from(request.browserHash, "hex");
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}
