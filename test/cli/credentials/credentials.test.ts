import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { credentialsCommand } from "../../../cli/credentials/credentials-command.ts";
import { challengeOf } from "../../../lib/credentials/code-challenge.ts";
import { runCommand } from "../../helpers/run-command.ts";

const GIVEN = {
  accessKeyId: "ASIAEXAMPLE",
  secretAccessKey: "it's/secret+",
  sessionToken: "token==",
  expiresAt: "2026-08-03T11:00:00.000Z",
  role: { assumedRoleArn: "arn:aws:sts::123456789012:assumed-role/samltrail-admin/person-1" },
};

let server: Server;
let url: string;
let exchanged: URLSearchParams[];
let answer: { status: number; body: object };

beforeEach(async () => {
  exchanged = [];
  answer = { status: 200, body: GIVEN };
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    exchanged.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** Plays the browser: gets the address that the command prints, and brings back what `bring` makes of it. */
async function run(args: readonly string[], bring: (asked: URLSearchParams) => Record<string, string>) {
  const out: string[] = [];
  const errors: string[] = [];
  const pages: string[] = [];
  let brought: Promise<unknown> = Promise.resolve();
  const exitCode = await runCommand({ credentials: credentialsCommand }, ["credentials", "--no-browser", ...args], {
    out: (line) => void out.push(line),
    error(line) {
      errors.push(line);
      const [, address] = /^Approve in the browser: (.*)$/.exec(line) ?? [];
      if (!address) return;
      const asked = new URL(address).searchParams;
      const back = `${asked.get("redirect_uri")}?${new URLSearchParams(bring(asked))}`;
      brought = fetch(back).then(async (page) => pages.push(await page.text()));
    },
    now: new Date("2026-08-03T10:00:00.000Z"),
  });
  await brought;
  return { exitCode, out, errors, pages };
}

const approving = (asked: URLSearchParams) => ({ code: "the-code", state: asked.get("state") ?? "" });

describe("samltrail credentials", () => {
  test("prints what it got for a shell, and nothing else on standard output", async () => {
    const { exitCode, out, pages } = await run(["--role", "acme-admin", "--url", url], approving);
    expect(exitCode).toBe(0);
    expect(out).toEqual([
      "export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'\nexport AWS_SECRET_ACCESS_KEY='it'\\''s/secret+'\nexport AWS_SESSION_TOKEN='token=='",
    ]);
    expect(pages[0]).toContain("You can close this window");
  });

  test("prints the form that the AWS CLI reads from a credential_process", async () => {
    const { out } = await run(["--role", "acme-admin", "--url", url, "--format", "process"], approving);
    expect(JSON.parse(out.join("\n"))).toEqual({
      Version: 1,
      AccessKeyId: "ASIAEXAMPLE",
      SecretAccessKey: "it's/secret+",
      SessionToken: "token==",
      Expiration: "2026-08-03T11:00:00.000Z",
    });
  });

  test("keeps the verifier to itself until the exchange, and asks for what was meant", async () => {
    let asked = new URLSearchParams();
    await run(["--role", "acme-admin", "--url", url, "--minutes", "20"], (parameters) => {
      asked = parameters;
      return approving(parameters);
    });
    const [fields] = exchanged;
    expect(challengeOf(fields?.get("code_verifier") ?? "")).toBe(asked.get("code_challenge"));
    expect(asked.get("mapping_id")).toBe("acme-admin");
    expect(asked.get("duration_minutes")).toBe("20");
    expect(asked.get("redirect_uri")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    expect(fields?.get("code")).toBe("the-code");
    expect(asked.toString()).not.toContain(fields?.get("code_verifier"));
  });

  test("ends with exit code 1 where the person refuses, and exchanges nothing", async () => {
    const refusing = (asked: URLSearchParams) => ({ error: "access_denied", state: asked.get("state") ?? "" });
    const { exitCode, errors } = await run(["--role", "acme-admin", "--url", url], refusing);
    expect(exitCode).toBe(1);
    expect(errors.at(-1)).toContain("refused in the browser");
    expect(exchanged).toEqual([]);
  });

  test("takes no answer to another question", async () => {
    const { exitCode, pages } = await run(["--role", "acme-admin", "--url", url], (asked) => {
      // An answer with another state first; the right one comes after it.
      void fetch(`${asked.get("redirect_uri")}?code=planted&state=another`).then(() => undefined);
      return approving(asked);
    });
    expect(exitCode).toBe(0);
    expect(exchanged.map((fields) => fields.get("code"))).toEqual(["the-code"]);
    expect(pages[0]).toContain("Approved");
  });

  test("says why where the service refuses", async () => {
    answer = { status: 403, body: { reason: "pruned", words: "Withdrawn.", remedy: "Ask.", correlationId: "01K" } };
    const { exitCode, errors, out } = await run(["--role", "acme-admin", "--url", url], approving);
    expect(exitCode).toBe(1);
    expect(out).toEqual([]);
    expect(errors.at(-1)).toBe("samltrail: Withdrawn. Ask. (pruned, number 01K)");
  });

  test.each([
    [[], "--role"],
    [["--role", "a", "--url", "http://sp.example"], "https"],
    [["--role", "a", "--url", "https://sp.example", "--format", "xml"], "--format"],
    [["--role", "a", "--url", "https://sp.example", "--minutes", "1h"], "--minutes"],
  ])("refuses %j", async (args, named) => {
    const { exitCode, errors } = await run(args, approving);
    expect(exitCode).toBe(2);
    expect(errors[0]).toContain(named);
  });
});
