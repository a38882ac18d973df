/** The stack's own door: who may look, who may drive, and how far a browser may trust what it gets. */
import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { withAdmin } from "../../local/admin.ts";
import { createStackLog } from "../../local/log.ts";
import { content } from "../../local/pages/answer.ts";

const fired: string[] = [];
const lines: string[] = [];
let server: Server;

beforeAll(async () => {
  const options = {
    depths: () => ({}),
    schedules: () => [],
    fire: async (name: string) => {
      fired.push(name);
      return name === "seal-archive";
    },
    pages: async (path: string) => {
      if (path === "broken") throw new Error("no page today");
      return path === "" ? content("text/html", "<p>hello</p>") : null;
    },
    log: createStackLog((line) => void lines.push(line)),
  };
  server = createServer(withAdmin(options, (_request, response) => void response.end("another listener")));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** `fetch` would not let a test say what only browsers say. */
async function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: "127.0.0.1", port, path, method, headers, agent: false }).end();
  const [response] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
}

describe("the stack's pages", () => {
  test("let nothing inline and no other host in, and are not kept", async () => {
    const { status, headers, body } = await ask("/_local/");
    expect([status, body]).toEqual([200, "<p>hello</p>"]);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  });

  test.each([
    ["another site's script", { origin: "https://evil.example" }],
    ["a name that only leads here", { host: "evil.example" }],
    [
      "an image or frame of another site",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
    ],
    [
      "a frame of another site",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    ],
  ])("are refused to %s", async (_who, headers) => {
    expect((await ask("/_local/", headers)).status).toBe(403);
    expect((await ask("/_local/schedules/seal-archive", headers, "POST")).status).toBe(403);
    expect(fired).toEqual([]);
  });

  test.each([
    [
      "opens a link of another site",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
    ],
    ["types the address", { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }],
    [
      "has the page ask for itself",
      { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
    ],
  ])("are shown to a person who %s", async (_how, headers) => {
    expect((await ask("/_local/?range=1h", headers)).status).toBe(200);
  });

  test("that do not exist, or fail, say so; the log says why", async () => {
    expect(await ask("/_local/nothing")).toMatchObject({
      status: 404,
      body: expect.stringContaining("/_local/nothing"),
    });
    expect((await ask("/_local/broken")).status).toBe(500);
    expect(lines.join()).toContain("no page today");
  });
});

test("tools ask for the status and drive schedules", async () => {
  expect(JSON.parse((await ask("/_local/status")).body)).toEqual({ queues: {}, schedules: [] });
  expect((await ask("/_local/schedules/seal-archive", {}, "POST")).status).toBe(200);
  expect((await ask("/_local/schedules/unknown", {}, "POST")).status).toBe(404);
  expect((await ask("/_local/status", {}, "DELETE")).status).toBe(404);
});

test("everything else is another listener's", async () => {
  expect((await ask("/evidence/events")).body).toBe("another listener");
});
