/**
 * Everything that lends credentials, in one function: one role calls AssumeRole, so the trust policies of the lent roles name one
 * principal.
 */
import type { Door, Handled, Visit } from "../shared/front-door.ts";
import { agentCredentials } from "./agent-credentials.ts";
import { openConsole } from "./open-console.ts";
import type { CredentialParts } from "./parts.ts";
import { redeemApproval } from "./redeem-code.ts";
import { sessionCredentials } from "./session-credentials.ts";

const ROUTES: Readonly<Record<string, (parts: CredentialParts, visit: Visit) => Promise<Handled>>> = {
  "/session/credentials": sessionCredentials,
  "/session/console": openConsole,
  "/session/token": redeemApproval,
  "/agent/credentials": agentCredentials,
};

export const credentialsDoor: Door<CredentialParts> = {
  name: "credentials",
  unavailable: {
    title: "You were not given credentials",
    words: "Something this service depends on did not answer, so nothing was issued.",
  },
  async serve(parts, visit) {
    const { rawPath } = visit.event;
    const route = Object.hasOwn(ROUTES, rawPath) ? ROUTES[rawPath] : undefined;
    if (!route) throw new Error(`no route leads here from ${rawPath}`);
    return route(parts, visit);
  },
};
