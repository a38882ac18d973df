/**
 * The cookies of the front door: the session; the mark that binds an AuthnRequest to the browser that asked for it; whose session
 * this browser has, for the provider's cross-site POST, which the session cookie does not come with; and a session on offer.
 */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { isLoopback } from "../../lib/config/web-address.ts";
import { header } from "./headers.ts";

/** An AuthnRequest, and the mark of its browser, is good for this long. */
export const REQUEST_SECONDS = 600;

/** How long a person may think about whose session to go on with. */
const OFFER_SECONDS = 300;

export interface Cookies {
  /** The sealed session, or null where the browser sent none or more than one. */
  readSession(event: APIGatewayProxyEventV2): string | null;
  /** The browser's mark, or null where the browser sent none or more than one. */
  readRequest(event: APIGatewayProxyEventV2): string | null;
  /** The sealed presence, or null where the browser sent none or more than one. */
  readPresence(event: APIGatewayProxyEventV2): string | null;
  /** The sealed session on offer, or null where the browser sent none or more than one. */
  readOffer(event: APIGatewayProxyEventV2): string | null;
  /** A Set-Cookie value that lasts until `expiresAt`. */
  session(sealed: string, expiresAt: Date, now: Date): string;
  /** A Set-Cookie value that lasts ten minutes. */
  request(mark: string): string;
  /** A Set-Cookie value that lasts until `expiresAt`. */
  presence(sealed: string, expiresAt: Date, now: Date): string;
  /** A Set-Cookie value that lasts five minutes. */
  offer(sealed: string): string;
  /** Forgets the session and whose it was. */
  clearSession(): readonly string[];
  clearOffer(): string;
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
  const presence = { name: `${prefix}samltrail-presence`, attributes: "Path=/; HttpOnly; SameSite=None; Secure" };
  const offer = {
    name: `${prefix}samltrail-offer`,
    attributes: `Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`,
  };

  const set = (cookie: typeof session, value: string, seconds: number) =>
    `${cookie.name}=${value}; Max-Age=${seconds}; ${cookie.attributes}`;
  const secondsUntil = (instant: Date, now: Date) =>
    Math.max(0, Math.floor((instant.getTime() - now.getTime()) / 1000));

  return {
    readSession: (event) => readCookie(event, session.name),
    readRequest: (event) => readCookie(event, request.name),
    readPresence: (event) => readCookie(event, presence.name),
    readOffer: (event) => readCookie(event, offer.name),
    session: (sealed, expiresAt, now) => set(session, sealed, secondsUntil(expiresAt, now)),
    presence: (sealed, expiresAt, now) => set(presence, sealed, secondsUntil(expiresAt, now)),
    request: (mark) => set(request, mark, REQUEST_SECONDS),
    offer: (sealed) => set(offer, sealed, OFFER_SECONDS),
    clearSession: () => [set(session, "", 0), set(presence, "", 0)],
    clearOffer: () => set(offer, "", 0),
  };
}
