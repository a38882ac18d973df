/**
 * What people and tools may ask the stack itself, on the stand-in's port: `/_local/…`, a name that no bucket can have. People get
 * pages to read, tools drive.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { errorFields, type StackLog } from "./log.ts";
import type { Pages } from "./pages/pages.ts";
import type { QueueDepth } from "./pipeline/disk-queue.ts";
import type { ScheduleState } from "./pipeline/schedules.ts";

export interface AdminOptions {
  readonly depths: () => Readonly<Record<string, QueueDepth>>;
  readonly schedules: () => readonly ScheduleState[];
  /** Calls a scheduled function now; `false` where there is none of that name. */
  readonly fire: (name: string) => Promise<boolean>;
  readonly pages: Pages;
  readonly log: StackLog;
}

const PREFIX = "/_local/";

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

/**
 * Browsers say where a request comes from, tools do not: no web page may drive the stack, by whatever name it found it. Nor may
 * another site read, embed or probe its pages; a person who follows a link from there may.
 */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const host = headers.host?.replace(/:\d+$/, "");
  if (headers.origin !== undefined || (host !== "127.0.0.1" && host !== "localhost")) return true;
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "none" || site === "same-origin") return false;
  return headers["sec-fetch-mode"] !== "navigate" || headers["sec-fetch-dest"] !== "document";
}

async function fire(options: AdminOptions, name: string, response: ServerResponse): Promise<void> {
  try {
    if (await options.fire(name)) answer(response, 200, { fired: name });
    else answer(response, 404, { message: "no schedule calls this function" });
  } catch {
    answer(response, 500, { message: "the function failed; the log says why" });
  }
}

async function showPage({ pages, log }: AdminOptions, path: string, query: string, response: ServerResponse) {
  try {
    const page = await pages(path, new URLSearchParams(query));
    if (!page) return answer(response, 404, { message: `there is nothing at ${PREFIX}${path.slice(0, 128)}` });
    response.writeHead(page.status, page.headers);
    response.end(page.body);
  } catch (error) {
    log.error("a page failed", { path: path.slice(0, 128), ...errorFields(error) });
    answer(response, 500, { message: "the page failed; the log says why" });
  }
}

/** Puts the stack's own paths before another listener. */
export function withAdmin(options: AdminOptions, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    const url = request.url ?? "/";
    if (!url.startsWith(PREFIX)) return otherwise(request, response);
    const [path = "", query = ""] = url.slice(PREFIX.length).split("?", 2);
    const [, scheduled] = /^schedules\/([a-z0-9-]{1,64})$/.exec(path) ?? [];
    if (isFromElsewhere(request)) answer(response, 403, { message: "not for other sites" });
    else if (request.method === "GET" && path === "status") {
      answer(response, 200, { queues: options.depths(), schedules: options.schedules() });
    } else if (request.method === "POST" && scheduled) void fire(options, scheduled, response);
    else if (request.method === "GET") void showPage(options, path, query, response);
    else answer(response, 404, { message: "GET /_local/, GET /_local/status or POST /_local/schedules/<function>" });
  };
}
