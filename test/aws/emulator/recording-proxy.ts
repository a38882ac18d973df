/**
 * Stands before the emulator and keeps what passes. It says `x-forwarded-proto: https`, as the proxy that ends TLS before a service
 * does: bucket and queue policies refuse what came without TLS, and the emulator believes that header.
 */
import { type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { type Listener, listenOnLoopback } from "../../../local/http/loopback.ts";
import { readBody } from "../../../local/http/read-body.ts";
import type { Mishap, OnTheWay } from "./mishaps.ts";

/** A request as it came, its headers' names in lower case. */
export interface HttpCall {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly status: number;
}

export interface ProxyOptions {
  readonly upstream: number;
  /** Where it listens; any free port by default. */
  readonly port?: number;
  /** In place of the one that the client sent. */
  readonly host?: () => string;
  readonly onCall?: (call: HttpCall) => void;
  readonly befalling?: (call: OnTheWay) => Mishap | undefined;
  /** Names of headers, in lower case, that answers lose here. */
  readonly withheld?: readonly string[];
}

const LARGEST_BODY = 64 * 1024 * 1024;
const UNAVAILABLE = 503;

/** Of this connection only, or answered by this proxy itself. */
const OWN = new Set(["connection", "expect", "keep-alive", "x-forwarded-proto"]);

function passedOn({ rawHeaders }: IncomingMessage, host: string | undefined): string[] {
  const headers: string[] = ["x-forwarded-proto", "https"];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (!OWN.has(lower)) headers.push(name, lower === "host" ? (host ?? value) : value);
  }
  return headers;
}

function withoutHeaders({ rawHeaders }: IncomingMessage, withheld: readonly string[] = []): string[] {
  return rawHeaders.filter((_each, index) => !withheld.includes((rawHeaders[index - (index % 2)] ?? "").toLowerCase()));
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function pass(request: IncomingMessage, response: ServerResponse, options: ProxyOptions): Promise<void> {
  const body = await readBody(request, LARGEST_BODY);
  const { method = "GET", url: target = "/" } = request;
  const call = { method, target, headers: headersOf(request), body };
  const mishap = options.befalling?.(call);
  if (mishap === "refused") {
    options.onCall?.({ ...call, status: UNAVAILABLE });
    response.writeHead(UNAVAILABLE, { "content-type": "text/plain" }).end("not today");
    return;
  }
  const headers = passedOn(request, options.host?.());
  await new Promise<void>((resolve, reject) => {
    const upstream = send({ host: "127.0.0.1", port: options.upstream, method, path: target, headers }, (answer) => {
      const status = answer.statusCode ?? 502;
      options.onCall?.({ ...call, status });
      if (mishap === "unanswered") {
        answer.resume().once("end", () => response.destroy());
      } else {
        response.writeHead(status, withoutHeaders(answer, options.withheld));
        answer.pipe(response);
      }
      answer.once("error", reject);
      response.once("close", resolve);
    });
    upstream.once("error", reject);
    upstream.end(body);
  });
}

/** @returns where it listens, on this machine only */
export function startProxy(
  options: ProxyOptions,
  addresses?: Parameters<typeof listenOnLoopback>[2],
): Promise<Listener> {
  return listenOnLoopback(
    (request, response) => {
      pass(request, response, options).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else response.writeHead(502, { "content-type": "text/plain" }).end(`the emulator did not answer: ${error}`);
      });
    },
    options.port ?? 0,
    addresses,
  );
}
