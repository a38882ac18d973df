import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { credentialsDoor } from "../../../handlers/credentials/credentials.ts";
import type { CredentialParts } from "../../../handlers/credentials/parts.ts";
import { knock } from "../../helpers/knock.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { ask, openCounter, sessionCookie } from "./counter.ts";

const lines = keepLogLines();

let counter: Awaited<ReturnType<typeof openCounter>>;

beforeAll(async () => {
  counter = await openCounter();
});
afterAll(() => counter.close());
beforeEach(() => {
  counter.published.length = 0;
});

async function post(body: object, headers: Record<string, string> = {}, given: Partial<CredentialParts> = {}) {
  const request = ask("/session/console", body, await sessionCookie(), headers);
  const answer = await knock(credentialsDoor, { ...counter.parts, ...given }, request);
  return { status: answer.statusCode, headers: answer.headers, text: answer.body ?? "" };
}

const JSON_BODY = (text: string) => JSON.parse(text) as Record<string, string>;

describe("the AWS console", () => {
  test("opens as the role, through the federation endpoint, and the credentials are recorded", async () => {
    const { status, headers, text } = await post({ mappingId: "acme-admin" });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "cache-control": "no-store" });
    const { url = "" } = JSON_BODY(text);
    expect(new URL(url).searchParams.get("Destination")).toBe("https://console.aws.amazon.com/");
    expect(await (await fetch(url)).text()).toContain("assumed-role/samltrail-admin/person-");
    expect((await fetch(url)).status).toBe(400);
    expect(counter.published).toMatchObject([
      { metadata: { type: "Role Credentials Issued" }, data: { purpose: "console" } },
    ]);
    expect(JSON.stringify(lines)).not.toContain(new URL(url).searchParams.get("SigninToken"));
  });

  test("a browser is taken there by a page, since a form may not be redirected to another site", async () => {
    const { status, headers, text } = await post({ mappingId: "acme-admin" }, { accept: "text/html" });
    expect(status).toBe(200);
    expect(String(headers?.refresh)).toMatch(/^0; url=http:\/\/127\.0\.0\.1:\d+\/federation\?Action=login&/);
    expect(text).toContain("Open the AWS console");
    expect(text).not.toContain("sessionKey");
  });

  test("opens at a place of the console that was asked for", async () => {
    const destination = "https://eu-central-1.console.aws.amazon.com/s3/buckets?region=eu-central-1";
    const { text } = await post({ role: "admin", destination });
    expect(new URL(JSON_BODY(text).url ?? "").searchParams.get("Destination")).toBe(destination);
  });

  test.each([
    "https://evil.example/",
    "https://console.aws.amazon.com.evil.example/",
    "https://evilconsole.aws.amazon.com/",
    "http://console.aws.amazon.com/",
    "https://console.aws.amazon.com:8443/",
    "https://me@console.aws.amazon.com/",
    "javascript:alert(1)",
  ])("does not lead to %s, and nothing is issued for it", async (destination) => {
    const { status, text } = await post({ role: "admin", destination });
    expect({ status, problem: JSON_BODY(text).problem }).toEqual({ status: 400, problem: "destination" });
    expect(counter.published).toMatchObject([
      {
        metadata: { type: "Role Credentials Refused" },
        data: { purpose: "console", reason: "malformed", requestedRole: "admin" },
      },
    ]);
  });

  test("is refused like credentials are: for an unknown role, from another site", async () => {
    expect(await post({ role: "emperor" })).toMatchObject({ status: 403 });
    expect(await post({ role: "admin" }, { origin: "https://evil.example" })).toMatchObject({ status: 403 });
    expect(counter.published.map(({ data }) => "reason" in data && data.reason)).toEqual([
      "unknown-role",
      "cross-origin",
    ]);
  });

  test("where the federation endpoint does not answer, says so without the address it asked", async () => {
    const { status, text } = await post({ role: "admin" }, {}, { signInEndpoint: "http://127.0.0.1:1" });
    expect({ status, problem: JSON_BODY(text).problem }).toEqual({ status: 503, problem: "console-sign-in" });
    expect(text + JSON.stringify(lines)).not.toContain("sessionKey");
    expect(counter.published.map(({ metadata }) => metadata.type)).toEqual([
      "Role Credentials Issued",
      "Role Credentials Refused",
    ]);
  });
});
