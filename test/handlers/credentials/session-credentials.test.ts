import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { credentialsDoor } from "../../../handlers/credentials/credentials.ts";
import type { CredentialParts } from "../../../handlers/credentials/parts.ts";
import { subjectOf } from "../../../lib/credentials/source-identity.ts";
import { markRevoked } from "../../../lib/credentials/store/revocations.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { NOW } from "../../fixtures/configuration.ts";
import { collect } from "../../helpers/collect.ts";
import { knock } from "../../helpers/knock.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { aSession } from "../../helpers/session.ts";
import { trailRecords } from "../../helpers/trail-records.ts";
import { ask, ENVELOPE, openCounter, sessionCookie } from "./counter.ts";

const PATH = "/session/credentials";
const lines = keepLogLines();

let counter: Awaited<ReturnType<typeof openCounter>>;
let cookie: string;

beforeAll(async () => {
  counter = await openCounter();
});
afterAll(() => counter.close());
beforeEach(async () => {
  counter.published.length = 0;
  cookie = await sessionCookie();
});

async function post(
  body: unknown,
  given: { cookie?: string | null; headers?: Record<string, string>; parts?: CredentialParts } = {},
) {
  const request = ask(PATH, body, given.cookie === undefined ? cookie : given.cookie, given.headers);
  // STS judges the expiry by the wall clock; what is judged here stands at NOW.
  const answer = await knock(credentialsDoor, given.parts ?? counter.parts, request);
  return { status: answer.statusCode, headers: answer.headers ?? {}, body: JSON.parse(answer.body ?? "null") };
}

const refusals = () => counter.published.map(({ metadata, data }) => ({ type: metadata.type, ...data }));

describe("credentials of a role of the session", () => {
  test("are what STS gave, for the time asked, and recorded by their access key id before they are handed over", async () => {
    const { status, headers, body } = await post({ role: "admin", durationMinutes: 20 });
    expect(status).toBe(200);
    expect(headers["cache-control"]).toBe("no-store");
    const lent = new STSClient({ ...counter.standIn.client, credentials: body });
    const { Arn } = await lent.send(new GetCallerIdentityCommand({}));
    lent.destroy();
    expect(Arn).toBe(body.role.assumedRoleArn);
    expect(counter.published).toMatchObject([
      {
        metadata: { type: "Role Credentials Issued", correlationId: body.correlationId, environment: "production" },
        data: {
          subject: aSession().subject,
          sessionId: aSession().id,
          mapping: { id: "acme-admin", samlRole: "admin" },
          purpose: "credentials",
          accessKeyId: body.accessKeyId,
          assumedRoleArn: Arn,
          sessionName: `person-${body.correlationId}`,
          durationSeconds: 1200,
          envelopeHash: null,
          agent: null,
          client: { ip: expect.stringMatching(/^address:/) },
        },
      },
    ]);
    const [event] = counter.published;
    const { sourceIdentity } = (event?.data ?? {}) as { sourceIdentity: string };
    expect(subjectOf(sourceIdentity)).toBe(aSession().subject);
  });

  test("never reach the log, the event or a table with their secret", async () => {
    const { body } = await post({ role: "admin" });
    const items = await counter.dynalite.client.send(new ScanCommand({ TableName: counter.table.name }));
    const everything = JSON.stringify([lines, counter.published, items.Items]);
    expect(everything).toContain(body.accessKeyId);
    expect(everything).not.toContain(body.secretAccessKey);
    expect(everything).not.toContain(body.sessionToken);
  });

  test("come in the form of the AWS CLI's credential_process", async () => {
    const { body } = await post({ mappingId: "acme-admin", format: "process" });
    expect(body).toEqual({
      Version: 1,
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  test("last as long as mapping and session allow where no time is asked", async () => {
    await post({ role: "auditor" });
    await post({ role: "admin" }, { cookie: await sessionCookie({ expiresAt: new Date(NOW.getTime() + 1_500_000) }) });
    expect(refusals().map((event) => "durationSeconds" in event && event.durationSeconds)).toEqual([1800, 1500]);
  });

  test("are narrowed by the mapping's envelope and by the one asked for", async () => {
    const { status, body } = await post({ role: "auditor", envelope: ENVELOPE });
    expect(status).toBe(200);
    const [record] = await trailRecords(counter.standIn.delivered, body.accessKeyId);
    expect(JSON.parse(record?.detail.requestParameters.policy ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["s3:get*", "s3:list*"], Resource: "*" }],
    });
    expect(counter.published.at(-1)?.data).toMatchObject({ envelopeHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});

describe("a clear refusal, with an event, for", () => {
  const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
  test.each<[string, unknown, number, string, string]>([
    ["an unknown role", { role: "emperor" }, 403, "unknown-role", "not-granted"],
    ["a mapping by an unknown id", { mappingId: "acme-emperor" }, 403, "unknown-role", "not-granted"],
    ["a role of another environment", { role: "deployer" }, 403, "other-environment", "other-environment"],
    ["a pruned role", { role: "old" }, 403, "pruned", "pruned"],
    ["a duration above an hour", { role: "admin", durationMinutes: 61 }, 422, "duration", "above-maximum"],
    ["a duration above the mapping's", { role: "auditor", durationMinutes: 31 }, 422, "duration", "above-maximum"],
    ["a duration below 15 minutes", { role: "admin", durationMinutes: 14 }, 422, "duration", "below-minimum"],
    ["part of a minute", { role: "admin", durationMinutes: 20.5 }, 422, "duration", "not-whole"],
    [
      "an envelope above 2,048 characters",
      {
        role: "admin",
        envelope: policy({ Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${"x".repeat(2048)}` }),
      },
      422,
      "envelope-too-long",
      "too-long",
    ],
    ["an envelope that is no policy", { role: "admin", envelope: { any: "thing" } }, 422, "envelope", "unusable"],
    [
      "an envelope that has nothing in common with the mapping's",
      { role: "auditor", envelope: policy({ Effect: "Allow", Action: "sqs:*", Resource: "*" }) },
      422,
      "envelope",
      "unusable",
    ],
    ["a role that STS does not let us assume", { role: "foreign" }, 502, "sts-denied", "access-denied"],
    ["no role", {}, 400, "malformed", "field"],
    ["two roles", { role: "admin", mappingId: "acme-admin" }, 400, "malformed", "field"],
    ["a field nobody knows", { role: "admin", region: "x" }, 400, "malformed", "field"],
    ["what is no JSON", "{", 400, "malformed", "not-json"],
    ["a body that is too large", JSON.stringify({ role: "a".repeat(20_000) }), 400, "malformed", "too-large"],
  ])("%s", async (_, body, status, reason, problem) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status, body: { reason, problem, remedy: expect.any(String) } });
    expect(refusals()).toMatchObject([
      { type: "Role Credentials Refused", reason, detail: { problem }, subject: aSession().subject, count: 1 },
    ]);
    expect(counter.published[0]?.metadata.correlationId).toBe(answer.body.correlationId);
  });

  test("a session that ends within 15 minutes", async () => {
    const soon = await sessionCookie({ expiresAt: new Date(NOW.getTime() + 899_000) });
    expect(await post({ role: "admin" }, { cookie: soon })).toMatchObject({
      status: 422,
      body: { reason: "duration" },
    });
    expect(refusals()).toMatchObject([{ reason: "duration", detail: { problem: "session-ends-soon" } }]);
  });

  test("a duration beyond the session", async () => {
    const soon = await sessionCookie({ expiresAt: new Date(NOW.getTime() + 1_800_000) });
    const { body } = await post({ role: "admin", durationMinutes: 31 }, { cookie: soon });
    expect(body).toMatchObject({
      reason: "duration",
      problem: "outlives-session",
      expected: expect.stringContaining("30"),
    });
  });

  test("a packed policy that is too large", async () => {
    const noise = (seed: number) =>
      Array.from({ length: 18 }, (_, index) => (((index + 1) * seed * 2654435761) % 4294967296).toString(36)).join("");
    const Resource = Array.from({ length: 14 }, (_, index) => `arn:aws:s3:::${noise(index + 11).slice(0, 110)}`);
    const { status, body } = await post({
      role: "admin",
      envelope: policy({ Effect: "Allow", Action: "s3:*", Resource }),
    });
    expect({ status, reason: body.reason }).toEqual({ status: 422, reason: "packed-policy-too-large" });
    expect(refusals()).toMatchObject([{ reason: "packed-policy-too-large", mappingId: "acme-admin" }]);
  });

  test("a name STS would refuse", async () => {
    const odd = await sessionCookie({ subject: `subject:${"k".repeat(17)}:${"s".repeat(43)}` });
    const { status, body } = await post({ role: "admin" }, { cookie: odd });
    expect({ status, reason: body.reason, problem: body.problem }).toEqual({
      status: 422,
      reason: "session-name",
      problem: "source-identity",
    });
  });

  test("a request from another site that comes with the cookie", async () => {
    const answer = await post({ role: "admin" }, { headers: { origin: "https://evil.example" } });
    expect(answer).toMatchObject({ status: 403, body: { reason: "cross-origin" } });
    expect(refusals()).toMatchObject([{ reason: "cross-origin", subject: aSession().subject }]);
  });

  test("a role that no mapping names goes into the event as a pseudonym", async () => {
    await post({ role: "ada@example.com" });
    expect(refusals()).toMatchObject([{ requestedRole: expect.stringMatching(/^role-value:k1:/), mappingId: null }]);
  });
});

describe("without a session that counts", () => {
  test("nobody is given anything, and the archive is not filled by strangers", async () => {
    expect(await post({ role: "admin" }, { cookie: null })).toMatchObject({
      status: 401,
      body: { reason: "no-session" },
    });
    expect(counter.published).toEqual([]);
  });

  test("a session that was revoked gives nothing until the person signs in again", async () => {
    const subject = `subject:k1:${"r".repeat(43)}`;
    const later = new Date(NOW.getTime() + 1000);
    const before = await sessionCookie({ subject });
    const after = await sessionCookie({ subject, issuedAt: later });
    await markRevoked(counter.table, subject, NOW);
    expect(await post({ role: "admin" }, { cookie: before })).toMatchObject({
      status: 403,
      body: { reason: "revoked" },
    });
    expect(await post({ role: "admin" }, { cookie: after })).toMatchObject({ status: 200 });
  });
});

describe("no credentials without a record", () => {
  test("where the ledger does not take the event, what STS gave is dropped", async () => {
    const { records } = counter.parts.issuing;
    const broken = { ...records.ledger, recordEvents: () => Promise.reject(new Error("no")) };
    const issuing = { ...counter.parts.issuing, records: { ...records, ledger: broken } };
    const { status, body } = await post({ role: "admin" }, { parts: { ...counter.parts, issuing } });
    expect({ status, reason: body.reason }).toEqual({ status: 503, reason: "ledger-unavailable" });
    expect(JSON.stringify(body)).not.toContain("ASIA");
  });

  test("what the bus does not take stays in the ledger, and the credentials are given", async () => {
    const { records } = counter.parts.issuing;
    const publish = async () => Promise.reject(new Error("no bus"));
    const issuing = { ...counter.parts.issuing, records: { ...records, publish } };
    const { status, body } = await post({ role: "admin" }, { parts: { ...counter.parts, issuing } });
    expect(status).toBe(200);
    const waiting = await collect(
      createDynamoDbLedger(counter.table.client, counter.table.name).pending(new Date(NOW.getTime() + 60_000)),
    );
    expect(JSON.stringify(waiting)).toContain(body.accessKeyId);
  });

  test("what is revoked while STS answers is dropped", async () => {
    const subject = `subject:k1:${"w".repeat(43)}`;
    const { assumeRole } = counter.parts.issuing;
    const issuing: CredentialParts["issuing"] = {
      ...counter.parts.issuing,
      async assumeRole(input) {
        const assumed = await assumeRole(input);
        await markRevoked(counter.table, subject, NOW);
        return assumed;
      },
    };
    const { body } = await post(
      { role: "admin" },
      { cookie: await sessionCookie({ subject }), parts: { ...counter.parts, issuing } },
    );
    expect(body.reason).toBe("revoked");
    expect(refusals()).toMatchObject([{ type: "Role Credentials Refused", reason: "revoked" }]);
  });
});
