/** Where a login may lead: RelayState is whatever somebody put into a link, so it is held against a list of places. */
import type { Configuration } from "../config/configuration.ts";

type RelayStatePolicy = Configuration["relayState"];

const MAXIMUM_BYTES = 2048;

/** What browsers, proxies and servers read differently: controls, spaces, backslashes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const AMBIGUOUS = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\\]/;

/** In a path: encoded slash, backslash, percent sign, dot or control character, and segments that are empty or dots. */
const AMBIGUOUS_PATH = /%(?:2f|5c|25|2e|[01][0-9a-f]|7f)|\/(?:\/|\.{1,2}(?:\/|$))/i;

/** A login that leads into another login would never end. */
const OWN_ENDPOINTS = "/saml/";

/** Pages of ours that a login may always come back to: they ask before they do anything. */
const OWN_PAGES: readonly string[] = ["/session/authorize"];

/** The part of a URL's text that the parser would take for the path, before it tidies it up. */
function rawPath(text: string): string {
  return text.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
}

function parse(text: string, base: URL): URL | null {
  if (Buffer.byteLength(text) > MAXIMUM_BYTES || AMBIGUOUS.test(text)) return null;
  const absolute = text.startsWith("https://") || text.startsWith(`${base.origin}/`);
  if (!absolute && !/^\/(?!\/)/.test(text)) return null;
  if (AMBIGUOUS_PATH.test(rawPath(text)) || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  return url.username || url.password ? null : url;
}

function isPlace(url: URL, entry: string, base: URL): boolean {
  const place = new URL(entry, base);
  if (url.origin !== place.origin) return false;
  if (entry.endsWith("/*")) return url.pathname.startsWith(place.pathname.slice(0, -1));
  return url.pathname === place.pathname && url.search === place.search;
}

/**
 * The place a RelayState names, if it is an allowed one: an exact entry, or anything below an entry that ends in `/*`.
 * @returns a path on this service, or an https URL; tidied up by the URL parser, so fit for a Location header
 */
export function allowedPlace(relayState: string | null, policy: RelayStatePolicy, baseUrl: string): string | null {
  const base = new URL(baseUrl);
  const url = relayState === null ? null : parse(relayState, base);
  if (!url) return null;
  const ownPage = url.origin === base.origin && OWN_PAGES.includes(url.pathname);
  if (!ownPage && !policy.allowed.some((entry) => isPlace(url, entry, base))) return null;
  if (url.origin !== base.origin) return url.href;
  return url.pathname.startsWith(OWN_ENDPOINTS) ? null : `${url.pathname}${url.search}${url.hash}`;
}

/** Where a login leads to: the place its RelayState names where that is allowed, the default otherwise. */
export function relayStateTarget(relayState: string | null, policy: RelayStatePolicy, baseUrl: string): string {
  return allowedPlace(relayState, policy, baseUrl) ?? policy.default;
}
