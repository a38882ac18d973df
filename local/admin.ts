/** What tools may ask the stack itself, on the stand-in's port: `/_local/…`, a name that no bucket can have. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { QueueDepth } from "./pipeline/disk-queue.ts";
import type { ScheduleState } from "./pipeline/schedules.ts";

export interface AdminOptions {
  readonly depths: () => Readonly<Record<string, QueueDepth>>;
  readonly schedules: () => readonly ScheduleState[];
  /** Calls a scheduled function now; `false` where there is none of that name. */
  readonly fire: (name: string) => Promise<boolean>;
}

const PREFIX = "/_local/";

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

/** Browsers say where a request comes from, tools do not: no web page may drive the stack, by whatever name it found it. */
function isFromBrowser({ headers }: IncomingMessage): boolean {
  const host = headers.host?.replace(/:\d+$/, "");
  return headers.origin !== undefined || (host !== "127.0.0.1" && host !== "localhost");
}

async function fire(options: AdminOptions, name: string, response: ServerResponse): Promise<void> {
  try {
    if (await options.fire(name)) answer(response, 200, { fired: name });
    else answer(response, 404, { message: "no schedule calls this function" });
  } catch {
    answer(response, 500, { message: "the function failed; the log says why" });
  }
}

/** Puts the stack's own paths before another listener. */
export function withAdmin(options: AdminOptions, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    const url = request.url ?? "/";
    if (!url.startsWith(PREFIX)) return otherwise(request, response);
    const path = url.slice(PREFIX.length);
    const [, scheduled] = /^schedules\/([a-z0-9-]{1,64})$/.exec(path) ?? [];
    if (isFromBrowser(request)) answer(response, 403, { message: "not for browsers" });
    else if (request.method === "GET" && path === "status") {
      answer(response, 200, { queues: options.depths(), schedules: options.schedules() });
    } else if (request.method === "POST" && scheduled) void fire(options, scheduled, response);
    else answer(response, 404, { message: "GET /_local/status or POST /_local/schedules/<function>" });
  };
}
