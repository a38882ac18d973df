/** The two cookies of the front door: the session, and the mark that binds an AuthnRequest to the browser that asked for it. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { isLoopback } from "../../lib/config/web-address.ts";
import { header } from "./headers.ts";

/** An AuthnRequest, and the mark of its browser, is good for this long. */
export const REQUEST_SECONDS = 600;

export interface Cookies {
  /** The sealed session, or null where the browser sent none or more than one. */
  readSession(event: APIGatewayProxyEventV2): string | null;
  /** The browser's mark, or null where the browser sent none or more than one. */
  readRequest(event: APIGatewayProxyEventV2): string | null;
  /** A Set-Cookie value that lasts until `expiresAt`. */
  session(sealed: string, expiresAt: Date, now: Date): string;
  /** A Set-Cookie value that lasts ten minutes. */
  request(mark: string): string;
  clearSession(): string;
}

function pairsOf(event: APIGatewayProxyEventV2): readonly string[] {
  // Some emulators of the HTTP API leave event.cookies out and pass the header on.
  return event.cookies ?? header(event, "cookie")?.split(";") ?? [];
}

/** Two cookies of one name mean that somebody else may have planted one: neither is believed. */
function readCookie(event: APIGatewayProxyEventV2, name: string): string | null {
  const values = pairsOf(event)
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value ? value : null;
}

/**
 * @param baseUrl decides the names: `__Host-` and Secure, except where the service is reached by http on a loopback address.
 *   There the session cookie is plain, since Safari keeps no Secure cookie from http; the request cookie stays Secure, since
 *   browsers drop SameSite=None without it, and Chrome and Firefox trust loopback addresses with Secure cookies.
 * @throws Error where baseUrl is http on any other address
 */
export function createCookies(baseUrl: string): Cookies {
  const { protocol, hostname } = new URL(baseUrl);
  const secure = protocol === "https:";
  if (!secure && !isLoopback(hostname))
    throw new Error(`${baseUrl} must be https: a session cookie would travel openly`);
  const prefix = secure ? "__Host-" : "";
  const session = {
    name: `${prefix}samltrail`,
    attributes: `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`,
  };
  // The identity provider's POST is cross-site, so only SameSite=None comes with it.
  const request = { name: `${prefix}samltrail-request`, attributes: "Path=/; HttpOnly; SameSite=None; Secure" };

  const set = (cookie: typeof session, value: string, seconds: number) =>
    `${cookie.name}=${value}; Max-Age=${seconds}; ${cookie.attributes}`;

  return {
    readSession: (event) => readCookie(event, session.name),
    readRequest: (event) => readCookie(event, request.name),
    session: (sealed, expiresAt, now) =>
      set(session, sealed, Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000))),
    request: (mark) => set(request, mark, REQUEST_SECONDS),
    clearSession: () => set(session, "", 0),
  };
}
