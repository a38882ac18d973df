/** GET /saml/login: sends the browser to its identity provider with an AuthnRequest that the ledger remembers. */
import type { Configuration, IdentityProvider } from "../../lib/config/configuration.ts";
import { createBrowserMark, hashBrowserMark, isBrowserMark } from "../../lib/saml/authn-request/browser-mark.ts";
import { createAuthnRequest } from "../../lib/saml/authn-request/create-authn-request.ts";
import { allowedPlace } from "../../lib/session/relay-state.ts";
import { REQUEST_SECONDS } from "../shared/cookies.ts";
import { type Door, type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { failurePage } from "../shared/pages/failure-page.ts";
import { signInPage } from "../shared/pages/sign-in-page.ts";
import type { LoginParts } from "./parts.ts";

function unknownProvider({ answers }: LoginParts, { correlationId }: Visit): Handled {
  const page = failurePage({
    status: 404,
    reason: "unknown-provider",
    correlationId,
    words: "The link you followed names an identity provider that is not set up here.",
    remedy: "Choose where to sign in on the start page. If the link stands on a page of yours, correct it there.",
    retryUrl: "/",
  });
  return { answer: answers.page(404, page), outcome: "unknown-provider" };
}

function startsElsewhere({ answers }: LoginParts, { correlationId }: Visit, { id, name }: IdentityProvider): Handled {
  const page = failurePage({
    status: 409,
    reason: "no-redirect-binding",
    correlationId,
    words: `Signing in with ${name} cannot be started from here.`,
    remedy: `Open your page of applications at ${name} and start there. To allow it here, the provider's metadata needs a SingleSignOnService with HTTP-Redirect binding.`,
    retryUrl: "/",
  });
  return { answer: answers.page(409, page), outcome: "no-redirect-binding", notes: { identityProvider: id } };
}

/** The one that was asked for, or the only one there is. */
function choose({ identityProviders }: Configuration, named: string | undefined): IdentityProvider | "unknown" | null {
  if (named !== undefined) return identityProviders.find(({ id }) => id === named) ?? "unknown";
  const [only, ...others] = identityProviders;
  return only && others.length === 0 ? only : null;
}

/** A browser that starts a second login in another tab keeps its mark, so that both can be finished. */
function markOf({ cookies }: LoginParts, { event }: Visit): string {
  const known = cookies.readRequest(event);
  return known !== null && isBrowserMark(known) ? known : createBrowserMark();
}

async function startLogin(parts: LoginParts, visit: Visit): Promise<Handled> {
  const { configuration, answers, cookies } = parts;
  const { serviceProvider } = configuration;
  const { provider: named, RelayState } = visit.event.queryStringParameters ?? {};
  const relayState = allowedPlace(RelayState ?? null, configuration.relayState, serviceProvider.baseUrl);

  const provider = choose(configuration, named);
  if (provider === "unknown") return unknownProvider(parts, visit);
  if (provider === null) {
    return {
      answer: answers.page(200, signInPage(configuration.identityProviders, relayState)),
      outcome: "choice-shown",
    };
  }
  if (provider.singleSignOnUrl === null) return startsElsewhere(parts, visit, provider);

  const signingKey = provider.wantAuthnRequestsSigned
    ? await parts.signingKey().catch(orUnavailable("dependency-unavailable"))
    : null;
  const request = createAuthnRequest({
    serviceProvider,
    identityProvider: provider,
    destination: provider.singleSignOnUrl,
    relayState,
    signingKey,
    now: visit.now,
  });
  const mark = markOf(parts, visit);
  await parts.ledger
    .saveRequest({
      id: request.id,
      identityProviderId: provider.id,
      browserHash: hashBrowserMark(mark),
      relayState,
      issuedAt: visit.now,
      expiresAt: new Date(visit.now.getTime() + REQUEST_SECONDS * 1000),
    })
    .catch(orUnavailable("ledger-unavailable"));
  return {
    answer: answers.redirect(request.location, { cookies: [cookies.request(mark)] }),
    outcome: "login-started",
    notes: {
      identityProvider: provider.id,
      signed: signingKey !== null,
      relayState: RelayState === undefined ? "none" : relayState === null ? "not-allowed" : "kept",
    },
  };
}

export const loginDoor: Door<LoginParts> = {
  name: "login",
  unavailable: {
    title: "Signing in is not possible right now",
    words: "Your sign-in could not be started, so nothing was sent to your identity provider.",
  },
  serve: startLogin,
};
