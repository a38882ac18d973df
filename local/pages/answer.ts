/** Answers to a browser on this machine. Everything a page needs comes from its own origin, as a file; nothing stands inline. */
import { type Document, document, type Navigation } from "./layout.ts";

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const common = {
  "cache-control": "no-store",
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export function content(type: string, body: string): PageAnswer {
  return { status: 200, headers: { ...common, "content-type": `${type}; charset=utf-8` }, body };
}

export function page(status: number, navigation: Navigation, given: Document): PageAnswer {
  return { ...content("text/html", document(navigation, given)), status };
}

/** @param location a path of these pages, never one that came with the request unencoded */
export function redirect(location: string): PageAnswer {
  return { status: 303, headers: { ...common, location }, body: "" };
}
