/** Listens on this computer for the one answer that the browser brings back (RFC 8252 §7.3). */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Callback {
  readonly redirectUri: string;
  /** The code. Rejects where the person refused or did not answer in time. */
  readonly code: Promise<string>;
  close(): Promise<void>;
}

/** The person refused, or nobody came back. */
export class NotApproved extends Error {
  override readonly name = "NotApproved";
}

const PAGE = (words: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>samltrail</title><p>${words} You can close this window.</p></html>`;

function answer(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    connection: "close",
  });
  response.end(PAGE(words));
}

/** @param state what the answer must carry: it belongs to this very question */
export async function listenForCode(state: string, patienceMs: number): Promise<Callback> {
  let settle: { resolve: (code: string) => void; reject: (error: Error) => void } | undefined;
  const code = new Promise<string>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever waits hears of it; before that, a refusal is no unhandled rejection.
  code.catch(() => undefined);

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { port } = server.address() as AddressInfo;
    const url = new URL(request.url ?? "/", `http://127.0.0.1:${port}`);
    const ours =
      request.method === "GET" && url.pathname === "/callback" && request.headers.host === `127.0.0.1:${port}`;
    if (!ours || url.searchParams.get("state") !== state) return answer(response, 404, "Nothing is asked for here.");
    const given = url.searchParams.get("code");
    if (given) {
      answer(response, 200, "Approved: the command line goes on.");
      settle?.resolve(given);
    } else {
      answer(response, 200, "Refused: nothing was given to the command line.");
      settle?.reject(new NotApproved("it was refused in the browser"));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const timer = setTimeout(() => settle?.reject(new NotApproved("nobody answered in the browser in time")), patienceMs);
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    code,
    async close() {
      clearTimeout(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
  };
}
