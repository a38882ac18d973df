import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMishaps } from "./mishaps.ts";
import { type HttpCall, type ProxyOptions, startProxy } from "./recording-proxy.ts";

let upstream: Server;
let seen: { headers: IncomingHttpHeaders; body: string }[];
let closing: (() => Promise<void>)[];

beforeEach(async () => {
  seen = [];
  closing = [];
  upstream = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      seen.push({ headers: request.headers, body });
      response.writeHead(201, { "x-told": "yes", "x-withheld": "secret" }).end("made");
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const close of closing) await close();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

async function proxy(options: Omit<ProxyOptions, "upstream">): Promise<string> {
  const { port, close } = await startProxy({ ...options, upstream: (upstream.address() as AddressInfo).port });
  closing.push(close);
  return `http://127.0.0.1:${port}`;
}

test("passes a request on as it came, keeps it with its answer's status, and says that TLS ended before it", async () => {
  const calls: HttpCall[] = [];
  const url = await proxy({ onCall: (call) => void calls.push(call) });
  const answer = await fetch(`${url}/path?query=1`, {
    method: "PUT",
    body: "what",
    headers: { authorization: "mine" },
  });
  expect([answer.status, await answer.text()]).toEqual([201, "made"]);
  expect(seen).toMatchObject([{ headers: { "x-forwarded-proto": "https", authorization: "mine" }, body: "what" }]);
  expect(calls).toMatchObject([
    { method: "PUT", target: "/path?query=1", headers: { authorization: "mine" }, status: 201 },
  ]);
  expect(calls[0]?.body.toString()).toBe("what");
});

test("speaks to another host, and keeps headers of an answer back, where it is told to", async () => {
  const url = await proxy({ host: () => "api.example:1", withheld: ["x-withheld"] });
  const { headers } = await fetch(url);
  expect([headers.get("x-told"), headers.get("x-withheld")]).toEqual(["yes", null]);
  expect(seen[0]?.headers.host).toBe("api.example:1");
});

test("refuses a call or loses its answer where that was arranged, and keeps it as a call all the same", async () => {
  const calls: HttpCall[] = [];
  const mishaps = createMishaps();
  const url = await proxy({ onCall: (call) => void calls.push(call), befalling: mishaps.befalling });
  mishaps.once("unanswered", "the first", ({ target }) => target === "/lost");
  const end = mishaps.always("refused", ({ target }) => target === "/refused");
  expect(mishaps.outstanding()).toEqual(["the first"]);
  await expect(fetch(`${url}/lost`)).rejects.toThrow("fetch failed");
  expect((await fetch(`${url}/lost`)).status).toBe(201);
  expect((await fetch(`${url}/refused`)).status).toBe(503);
  end();
  expect((await fetch(`${url}/refused`)).status).toBe(201);
  expect(mishaps.outstanding()).toEqual([]);
  expect(calls.map(({ target, status }) => `${target} ${status}`)).toEqual([
    ...["/lost 201", "/lost 201", "/refused 503", "/refused 201"],
  ]);
  expect(seen).toHaveLength(3);
});
