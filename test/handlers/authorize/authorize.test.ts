/** The whole way of the command line: the page, the approval, the code and its exchange. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { authorizeDoor } from "../../../handlers/authorize/authorize.ts";
import { credentialsDoor } from "../../../handlers/credentials/credentials.ts";
import type { Counter } from "../../../handlers/shared/counter.ts";
import { challengeOf, createVerifier } from "../../../lib/credentials/code-challenge.ts";
import { NOW } from "../../fixtures/configuration.ts";
import { knock } from "../../helpers/knock.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { aSession } from "../../helpers/session.ts";
import { ask, BASE, openCounter, sessionCookie } from "../credentials/counter.ts";

const lines = keepLogLines();
const VERIFIER = createVerifier();
const REDIRECT = "http://127.0.0.1:49152/callback";
const QUERY = {
  response_type: "code",
  client_id: "samltrail-cli",
  redirect_uri: REDIRECT,
  code_challenge: challengeOf(VERIFIER) ?? "",
  code_challenge_method: "S256",
  state: "s".repeat(32),
  mapping_id: "acme-admin",
};

let counter: Awaited<ReturnType<typeof openCounter>>;
let parts: Counter;
let cookie: string;

beforeAll(async () => {
  counter = await openCounter();
  parts = { ...counter.parts, issuing: { ...counter.parts.issuing, table: counter.table } };
});
afterAll(() => counter.close());
beforeEach(async () => {
  cookie = await sessionCookie();
  counter.published.length = 0;
});

const look = (query: Record<string, string> = {}, cookies: readonly string[] = [cookie]) =>
  knock(authorizeDoor, parts, { path: "/session/authorize", query: { ...QUERY, ...query }, cookies });

const approve = (fields: Record<string, string> = {}, headers: Record<string, string> = { origin: BASE }) =>
  knock(authorizeDoor, parts, {
    method: "POST",
    path: "/session/authorize",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    cookies: [cookie],
    body: new URLSearchParams({ ...QUERY, ...fields }).toString(),
  });

async function approvedCode(): Promise<string> {
  const { headers } = await approve();
  const [, uri = ""] = String(headers?.refresh).split("url=");
  const { searchParams } = new URL(uri);
  expect(searchParams.get("state")).toBe(QUERY.state);
  return searchParams.get("code") ?? "";
}

async function redeem(given: Record<string, string>, now = NOW) {
  const fields = {
    grant_type: "authorization_code",
    client_id: "samltrail-cli",
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    ...given,
  };
  const answer = await knock(credentialsDoor, counter.parts, ask("/session/token", fields, null), now);
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? "null") };
}

describe("the page", () => {
  test("says which role is asked for by whom, gives nothing by itself, and cannot be framed", async () => {
    const { statusCode, headers, body = "" } = await look();
    expect(statusCode).toBe(200);
    expect(body).toContain(
      "The samltrail command line on this computer asks for credentials of the role <strong>admin</strong>",
    );
    expect(body).toContain('method="post" action="/session/authorize"');
    expect(body).toContain(`${REDIRECT}?error=access_denied&amp;state=`);
    expect(headers?.["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers?.refresh).toBeUndefined();
    expect(counter.published).toEqual([]);
  });

  test("leads to signing in first, and back", async () => {
    const { body = "" } = await look({}, []);
    const [, link = ""] = /href="(\/saml\/login[^"]*)"/.exec(body) ?? [];
    const relayState = new URL(link.replaceAll("&amp;", "&"), BASE).searchParams.get("RelayState");
    expect(relayState).toContain("/session/authorize?");
    expect(relayState).toContain(encodeURIComponent(REDIRECT));
  });

  test.each([
    ["a redirect to a host name", { redirect_uri: "http://localhost:49152/callback" }],
    ["a redirect to another site", { redirect_uri: "https://evil.example/callback" }],
    ["a redirect to a look-alike", { redirect_uri: "http://127.0.0.1:49152@evil.example/callback" }],
    ["a redirect to a privileged port", { redirect_uri: "http://127.0.0.1:1023/callback" }],
    ["a redirect to a port that does not exist", { redirect_uri: "http://127.0.0.1:65536/callback" }],
    ["the plain challenge method", { code_challenge_method: "plain" }],
    ["a challenge that is none", { code_challenge: "abc" }],
    ["a short state", { state: "abc" }],
    ["another client", { client_id: "evil" }],
  ])("refuses %s on a page, without any redirect", async (_, query) => {
    const { statusCode, headers, body } = await look(query);
    expect(statusCode).toBe(400);
    expect(headers?.location).toBeUndefined();
    expect(headers?.refresh).toBeUndefined();
    expect(body).not.toContain('href="https://evil');
    expect((await approve(query)).statusCode).toBe(400);
  });

  test("refuses a role that the person does not have, and records it once it is approved", async () => {
    expect((await look({ mapping_id: "acme-emperor" })).statusCode).toBe(403);
    expect(counter.published).toEqual([]);
    expect((await approve({ mapping_id: "acme-emperor" })).statusCode).toBe(403);
    expect(counter.published).toMatchObject([{ data: { reason: "unknown-role", subject: aSession().subject } }]);
  });

  test("takes no approval from another site", async () => {
    const { statusCode, headers } = await approve({}, { origin: "https://evil.example" });
    expect(statusCode).toBe(403);
    expect(headers?.refresh).toBeUndefined();
  });
});

describe("the code", () => {
  test("is exchanged once for credentials of the role that was approved", async () => {
    const code = await approvedCode();
    const { status, body } = await redeem({ code });
    expect(status).toBe(200);
    expect(body).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/), role: { mappingId: "acme-admin" } });
    expect(counter.published).toMatchObject([
      {
        metadata: { type: "Role Credentials Issued" },
        data: { subject: aSession().subject, accessKeyId: body.accessKeyId },
      },
    ]);
    expect(await redeem({ code })).toMatchObject({ status: 400, body: { reason: "code" } });
    expect(JSON.stringify(lines)).not.toContain(code);
  });

  test("of two who exchange it at once, one gets credentials", async () => {
    const code = await approvedCode();
    const answers = await Promise.all([redeem({ code }), redeem({ code }), redeem({ code })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  test.each([
    ["without the verifier it was bound to", { code_verifier: createVerifier() }, NOW],
    ["with what is no verifier", { code_verifier: "short" }, NOW],
    ["from another redirect", { redirect_uri: "http://127.0.0.1:49153/callback" }, NOW],
    ["after a minute", {}, new Date(NOW.getTime() + 60_000)],
    ["where nobody gave it", { code: "x".repeat(43) }, NOW],
  ])("is worth nothing %s", async (_, given, now) => {
    const code = await approvedCode();
    expect(await redeem({ code, ...given }, now)).toMatchObject({ status: 400, body: { reason: "code" } });
    expect(counter.published).toEqual([]);
  });
});
