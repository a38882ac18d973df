import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { agentsDoor } from "../../handlers/agents/agents.ts";
import { credentialsDoor } from "../../handlers/credentials/credentials.ts";
import type { Counter } from "../../handlers/shared/counter.ts";
import { liveTokens } from "../../lib/credentials/store/agent-tokens.ts";
import { markRevoked } from "../../lib/credentials/store/revocations.ts";
import { NOW } from "../fixtures/configuration.ts";
import { knock } from "../helpers/knock.ts";
import { keepLogLines } from "../helpers/log-lines.ts";
import { aSession } from "../helpers/session.ts";
import { trailRecords } from "../helpers/trail-records.ts";
import { ask, openCounter, sessionCookie } from "./credentials/counter.ts";

const lines = keepLogLines();
const ROLE = "acme-auditor";
const NARROW = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" }],
};

let counter: Awaited<ReturnType<typeof openCounter>>;
let parts: Counter;
let cookie: string;
let subject: string;
let people = 0;

beforeAll(async () => {
  counter = await openCounter();
  parts = { ...counter.parts, issuing: { ...counter.parts.issuing, table: counter.table } };
});
afterAll(() => counter.close());
beforeEach(async () => {
  people += 1;
  subject = `subject:k1:${String(people).padStart(43, "p")}`;
  cookie = await sessionCookie({ subject });
  counter.published.length = 0;
});

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

async function post(path: string, body: unknown, given: { cookie?: string; headers?: Record<string, string> } = {}) {
  const answer = await knock(agentsDoor, parts, ask(path, body, given.cookie ?? cookie, given.headers));
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body || "null") };
}

const mint = (given: object = {}) =>
  post("/session/agents", { mappingId: ROLE, minutes: 60, purpose: "nightly report", envelope: NARROW, ...given });

async function use(token: string, body: unknown = {}, now = NOW) {
  const request = ask("/agent/credentials", body, null, { authorization: `Bearer ${token}` });
  const answer = await knock(credentialsDoor, counter.parts, request, now);
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? "null") };
}

describe("minting a token", () => {
  test("shows it once, keeps a hash of it, and records who gave which role to what for how long", async () => {
    const { status, headers, body } = await mint();
    expect(status).toBe(201);
    expect(headers).toMatchObject({ "cache-control": "no-store" });
    expect(body.token).toMatch(/^samltrail-agent\.[0-9A-Z]{26}\.[A-Za-z0-9_-]{43}$/);
    expect(counter.published).toMatchObject([
      {
        metadata: { type: "Agent Token Minted" },
        data: {
          tokenId: body.tokenId,
          subject,
          sessionId: aSession().id,
          mapping: { id: ROLE, samlRole: "auditor" },
          purpose: "nightly report",
          envelopeHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          expiresAt: later(60).toISOString(),
        },
      },
    ]);
    const { Items } = await counter.dynalite.client.send(new ScanCommand({ TableName: counter.table.name }));
    const secret = String(body.token).split(".")[2];
    expect(JSON.stringify([Items, counter.published, lines])).not.toContain(secret);
    expect(await liveTokens(counter.table, subject, NOW)).toMatchObject([
      { id: body.tokenId, purpose: "nightly report" },
    ]);
  });

  test("works as a form, and answers with a page", async () => {
    const fields = { mappingId: ROLE, minutes: "60", purpose: "<b>report</b>", envelope: JSON.stringify(NARROW) };
    const request = {
      ...ask("/session/agents", new URLSearchParams(fields).toString(), cookie),
      headers: { origin: "https://sp.example.test", "content-type": "application/x-www-form-urlencoded" },
    };
    const { statusCode, body } = await knock(agentsDoor, parts, request);
    expect(statusCode).toBe(201);
    expect(body).toMatch(/samltrail-agent\.[0-9A-Z]{26}\./);
    expect(body).toContain("&lt;b&gt;report&lt;/b&gt;");
  });

  test.each<[string, object, number, string]>([
    ["a life of less than 15 minutes", { minutes: 14 }, 422, "duration"],
    ["a life of more than 12 hours", { minutes: 721 }, 422, "duration"],
    ["a role one does not have", { mappingId: "acme-emperor" }, 403, "unknown-role"],
    ["a pruned role", { mappingId: "acme-old" }, 403, "pruned"],
    ["no envelope", { envelope: undefined }, 400, "malformed"],
    ["no purpose", { purpose: "" }, 400, "malformed"],
    [
      "an envelope outside the role's",
      { envelope: { ...NARROW, Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] } },
      422,
      "envelope",
    ],
    [
      "an envelope that cannot be combined with the role's",
      { envelope: { ...NARROW, Statement: [{ Effect: "Allow", NotAction: "sqs:*", Resource: "*" }] } },
      422,
      "envelope",
    ],
  ])("is refused, and the refusal recorded, for %s", async (_, given, status, reason) => {
    expect(await mint(given)).toMatchObject({ status, body: { reason } });
    expect(counter.published).toMatchObject([
      { metadata: { type: "Role Credentials Refused" }, data: { purpose: "agent-token", reason, subject } },
    ]);
  });

  test("is refused from another site, and without a session", async () => {
    const cross = await post("/session/agents", {}, { headers: { origin: "https://evil.example" } });
    expect(cross).toMatchObject({ status: 403, body: { reason: "cross-origin" } });
    expect(await post("/session/agents", {}, { cookie: "other=1" })).toMatchObject({ status: 401 });
  });
});

describe("a program with a token", () => {
  test("gets credentials of the one role, in the intersection of both envelopes, recorded with person and program", async () => {
    const { token, tokenId } = (await mint()).body;
    const { status, body } = await use(token);
    expect(status).toBe(200);
    expect(counter.published.at(-1)).toMatchObject({
      metadata: { type: "Role Credentials Issued" },
      data: {
        subject,
        mapping: { id: ROLE },
        accessKeyId: body.accessKeyId,
        sessionName: `agent-${body.correlationId}`,
        agent: { tokenId, purpose: "nightly report" },
      },
    });
    const [record] = await trailRecords(counter.standIn.delivered, body.accessKeyId);
    expect(JSON.parse(record?.detail.requestParameters.policy ?? "").Statement).toEqual([
      { Effect: "Allow", Action: "s3:getobject", Resource: "arn:aws:s3:::reports/*" },
    ]);
    expect(record?.detail.requestParameters.tags).toContainEqual({ key: "samltrail-agent", value: tokenId });
  });

  test("gets nothing that outlives the token", async () => {
    const { token } = (await mint({ minutes: 40 })).body;
    expect(await use(token, {}, later(26))).toMatchObject({ status: 422, body: { problem: "session-ends-soon" } });
    expect(await use(token, { durationMinutes: 16 }, later(25))).toMatchObject({
      body: { problem: "outlives-session" },
    });
    expect(await use(token, {}, later(40))).toMatchObject({ status: 401, body: { reason: "token-ended" } });
  });

  test("gets no other role", async () => {
    const { token } = (await mint()).body;
    expect(await use(token, { mappingId: "acme-admin" })).toMatchObject({
      status: 403,
      body: { reason: "token-role" },
    });
    expect(counter.published.at(-1)?.data).toMatchObject({
      reason: "token-role",
      agent: { purpose: "nightly report" },
    });
  });

  test("is refused at once when its token was ended, which only its person can do", async () => {
    const { token, tokenId } = (await mint()).body;
    const stranger = await sessionCookie({ subject: `subject:k1:${"z".repeat(43)}` });
    expect(await post("/session/agents/end", { tokenId }, { cookie: stranger })).toMatchObject({
      body: { reason: "token-unknown" },
    });
    expect((await use(token)).status).toBe(200);

    expect((await post("/session/agents/end", { tokenId })).status).toBe(200);
    const refused = await use(token);
    expect(refused).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    expect(refused.body).toMatchObject({ reason: "token-ended", problem: "ended" });
    expect(await liveTokens(counter.table, subject, NOW)).toEqual([]);
    const types = counter.published.map(({ metadata }) => metadata.type);
    expect(types.slice(-2)).toEqual(["Agent Token Ended", "Role Credentials Refused"]);

    expect((await post("/session/agents/end", { tokenId })).status).toBe(200);
    expect(counter.published.filter(({ metadata }) => metadata.type === "Agent Token Ended")).toHaveLength(1);
  });

  test("is refused when its person was revoked after it was minted", async () => {
    const { token } = (await mint()).body;
    await markRevoked(counter.table, subject, NOW);
    expect(await use(token)).toMatchObject({ status: 403, body: { reason: "revoked" } });
  });

  test("is told nothing for a token that is not one, and strangers do not fill the archive", async () => {
    const { token } = (await mint()).body;
    counter.published.length = 0;
    for (const wrong of ["", "abc", `${String(token).slice(0, -1)}${String(token).endsWith("A") ? "B" : "A"}`]) {
      expect(await use(wrong)).toMatchObject({ status: 401, body: { reason: "token-unknown" } });
    }
    expect(counter.published).toEqual([]);
  });
});
