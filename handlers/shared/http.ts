/** Answers of the HTTP API. Every one of them says how far a browser may trust it: as little as possible. */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { document, type Page } from "./pages/layout.ts";
import { STYLE_SOURCE } from "./pages/style.ts";

export type Answer = APIGatewayProxyStructuredResultV2 & { readonly statusCode: number };

interface AnswerOptions {
  /** Set-Cookie values. */
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answers {
  page(status: number, page: Page, options?: AnswerOptions): Answer;
  /** 303: whatever the method was, the browser goes on with GET. */
  redirect(location: string, options?: AnswerOptions): Answer;
  json(status: number, body: object, options?: AnswerOptions): Answer;
  /** 200 with a document of another type. */
  content(type: string, body: string, options?: AnswerOptions): Answer;
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src ${STYLE_SOURCE}`,
  "img-src data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const TWO_YEARS = 63_072_000;

const common = {
  "cache-control": "no-store",
  "content-security-policy": CONTENT_SECURITY_POLICY,
  // Nothing leaves for other sites. Not `no-referrer`: browsers then say "Origin: null" when the sign-out form is posted.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** @param baseUrl https adds Strict-Transport-Security, which browsers ignore over http */
export function createAnswers(baseUrl: string): Answers {
  const transport = new URL(baseUrl).protocol === "https:";
  const always = transport ? { ...common, "strict-transport-security": `max-age=${TWO_YEARS}` } : common;

  function answer(statusCode: number, headers: Record<string, string>, body: string, options: AnswerOptions): Answer {
    const cookies = options.cookies?.length ? { cookies: [...options.cookies] } : {};
    return { statusCode, headers: { ...always, ...headers, ...options.headers }, body, ...cookies };
  }

  return {
    page: (status, page, options = {}) =>
      answer(status, { "content-type": "text/html; charset=utf-8" }, document(page), options),
    redirect: (location, options = {}) => answer(303, { location }, "", options),
    content: (type, body, options = {}) => answer(200, { "content-type": type }, body, options),
    json: (status, body, options = {}) =>
      answer(status, { "content-type": "application/json; charset=utf-8" }, JSON.stringify(body), options),
  };
}
