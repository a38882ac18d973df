/** An HTTP request as the event that an API Gateway HTTP API makes of it (payload format 2.0). */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Account } from "../aws/account.ts";

/** Types that reach a function as text. Any other body, forms among them, comes in base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml)$|[^;]*\+(json|xml)$)/;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As an access log writes it: `12/Mar/2026:19:03:58 +0000`. */
function logTime(now: Date): string {
  const day = String(now.getUTCDate()).padStart(2, "0");
  return `${day}/${MONTHS[now.getUTCMonth()]}/${now.getUTCFullYear()}:${now.toISOString().slice(11, 19)} +0000`;
}

/** Names in lower case, values of one name joined by a comma; cookies are not among them, they have a field of their own. */
function readHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? "").toLowerCase();
    const value = request.rawHeaders[index + 1] ?? "";
    if (name === "cookie") continue;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  return headers;
}

function readCookies(request: IncomingMessage): string[] {
  const header = request.headers.cookie ?? "";
  return header
    .split(";")
    .map((cookie) => cookie.trim())
    .filter(Boolean);
}

function readQuery(rawQueryString: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  }
  return query;
}

export interface EventContext {
  readonly account: Account;
  /** As in `infra/pipeline.ts`, such as `ANY /saml/acs`. */
  readonly routeKey: string;
  readonly requestId: string;
  readonly now: Date;
}

/** Splits the request's target as it came, undecoded. */
export function splitTarget(request: IncomingMessage): { readonly path: string; readonly query: string } {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  return mark < 0 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

export function requestEvent(request: IncomingMessage, body: Buffer, context: EventContext): APIGatewayProxyEventV2 {
  const { account, routeKey, requestId, now } = context;
  const { path, query } = splitTarget(request);
  const headers = readHeaders(request);
  const cookies = readCookies(request);
  const sourceIp = (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  const isText = TEXT.test((headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "");
  const domainName = headers.host ?? "localhost";
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers: {
      ...headers,
      "x-amzn-trace-id": `Root=1-${Math.floor(now.getTime() / 1000).toString(16)}-${randomUUID().replaceAll("-", "").slice(8)}`,
      "x-forwarded-for": headers["x-forwarded-for"] ? `${headers["x-forwarded-for"]}, ${sourceIp}` : sourceIp,
      "x-forwarded-port": String(request.socket.localPort),
      "x-forwarded-proto": "http",
    },
    ...(query !== "" && { queryStringParameters: readQuery(query) }),
    requestContext: {
      accountId: account.id,
      apiId: "local",
      domainName,
      domainPrefix: domainName.split(/[.:]/)[0] ?? "",
      http: {
        method: request.method ?? "GET",
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey,
      stage: "$default",
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: isText ? body.toString("utf8") : body.toString("base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
