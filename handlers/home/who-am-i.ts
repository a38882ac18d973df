/** GET /: who is signed in with which roles, or where to sign in. As a page, or as JSON for programs. */
import type { IdentityProvider } from "../../lib/config/configuration.ts";
import { currentSession } from "../shared/current-session.ts";
import { type Door, type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { wantsJson } from "../shared/headers.ts";
import { loginPath } from "../shared/pages/login-path.ts";
import { signInPage } from "../shared/pages/sign-in-page.ts";
import { grantedRoles } from "./granted-roles.ts";
import type { HomeParts } from "./parts.ts";
import { type SignedIn, signedInPage } from "./signed-in-page.ts";

function signedOut({ answers, cookies, configuration }: HomeParts, { event }: Visit): Handled {
  const { identityProviders } = configuration;
  const stale = cookies.readSession(event) === null ? [] : cookies.clearSession();
  const choices = identityProviders.map(({ id, name, singleSignOnUrl }) => ({
    id,
    name,
    loginPath: singleSignOnUrl === null ? null : loginPath(id),
  }));
  const answer = wantsJson(event)
    ? answers.json(200, { signedIn: false, identityProviders: choices }, { cookies: stale })
    : answers.page(200, signInPage(identityProviders, null), { cookies: stale });
  return { answer, outcome: "signed-out" };
}

function asJson({ session, environment, roles, tokens }: SignedIn, provider: IdentityProvider) {
  return {
    signedIn: true,
    name: session.displayName,
    identityProvider: { id: provider.id, name: provider.name },
    environment,
    roles: roles.map(({ mapping, usage }) => ({
      mappingId: mapping.id,
      samlRole: mapping.samlRole,
      iamRole: mapping.iamRole,
      owner: mapping.owner,
      purpose: mapping.purpose,
      status: mapping.status,
      prunedAfter: mapping.stale?.pruneAfter ?? null,
      createdAt: mapping.createdAt,
      lastGrantedAt: mapping.lastGrantedAt,
      lastUsedAt: mapping.lastUsedAt,
      people: usage?.people ?? null,
    })),
    agents: tokens.map(({ id, mappingId, purpose, expiresAt }) => ({
      tokenId: id,
      mappingId,
      purpose,
      expiresAt: expiresAt.toISOString(),
    })),
    session: { id: session.id, expiresAt: session.expiresAt.toISOString() },
  };
}

async function whoAmI(parts: HomeParts, visit: Visit): Promise<Handled> {
  const { answers, configuration, ledger } = parts;
  const session = await currentSession(parts, visit.event, visit.now);
  // A provider that was taken out of the configuration takes its sessions along.
  const provider = configuration.identityProviders.find(({ id }) => id === session?.identityProviderId);
  if (!session || !provider) return signedOut(parts, visit);
  if (await ledger.hasEnded(session.id).catch(orUnavailable("ledger-unavailable"))) return signedOut(parts, visit);

  const roles = await grantedRoles(parts, session, visit.now);
  const tokens = await parts.tokensOf(session.subject, visit.now).catch(orUnavailable("ledger-unavailable"));
  const { environment } = configuration;
  const signedIn = { session, providerName: provider.name, environment, roles, tokens, now: visit.now };
  const answer = wantsJson(visit.event)
    ? answers.json(200, asJson(signedIn, provider))
    : answers.page(200, signedInPage(signedIn));
  return {
    answer,
    outcome: "signed-in",
    notes: { sessionId: session.id, identityProvider: provider.id, roles: roles.length },
  };
}

export const homeDoor: Door<HomeParts> = {
  name: "home",
  unavailable: {
    title: "This page is not available right now",
    words: "It could not be looked up whether your session still runs, so you count as signed out for now.",
  },
  serve: whoAmI,
};
