import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { HomeParts } from "../../../handlers/home/parts.ts";
import { homeDoor } from "../../../handlers/home/who-am-i.ts";
import { createCookies } from "../../../handlers/shared/cookies.ts";
import { createAnswers } from "../../../handlers/shared/http.ts";
import type { AgentToken } from "../../../lib/credentials/agent-token.ts";
import { liveTokens, saveToken } from "../../../lib/credentials/store/agent-tokens.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { createDynamoDbRoleMappings } from "../../../lib/roles/dynamodb-role-mappings.ts";
import { mappingKey } from "../../../lib/roles/mapping-item.ts";
import { addUses, readUsage } from "../../../lib/roles/usage/usage-days.ts";
import { NOW, testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aSessionEnded } from "../../helpers/events.ts";
import type { Request } from "../../helpers/http-event.ts";
import { knock } from "../../helpers/knock.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { aDefinition, aMapping, putDefinitions, putMapping } from "../../helpers/mappings.ts";
import { aSession, SEALER } from "../../helpers/session.ts";

const BASE = "https://sp.example.test";
const MAPPINGS = "role-mappings";
const lines = keepLogLines();

let dynalite: Dynalite;
let parts: HomeParts;

beforeAll(async () => {
  dynalite = await startDynalite();
  await putDefinitions(dynalite.client, testConfiguration().roleMappings);
});

afterAll(() => dynalite.stop());

beforeEach(() => {
  parts = {
    configuration: testConfiguration(),
    ledger: createDynamoDbLedger(dynalite.client, LEDGER),
    mappings: createDynamoDbRoleMappings(dynalite.client, MAPPINGS),
    usageOf: ({ identityProvider, samlRole, environment }, from) =>
      readUsage(dynalite.client, "role-usage", mappingKey(identityProvider, samlRole, environment), from),
    tokensOf: (subject, now) => liveTokens({ client: dynalite.client, name: LEDGER }, subject, now),
    sealer: async () => SEALER,
    cookies: createCookies(BASE),
    answers: createAnswers(BASE),
  };
});

const JSON_PLEASE = { accept: "application/json" };

async function visitWith(session = aSession(), request: Request = {}, now = NOW) {
  const cookies = [`__Host-samltrail=${await SEALER.seal(session)}`];
  return knock(homeDoor, parts, { cookies, ...request }, now);
}

function setStatus(samlRole: string, status: string) {
  return dynalite.client.send(
    new UpdateCommand({
      TableName: MAPPINGS,
      Key: { ...mappingKey("acme", samlRole, "production") },
      UpdateExpression: "SET #status = :status",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":status": status },
    }),
  );
}

describe("signed in", () => {
  test("shows who, through whom, until when, and each role with its IAM role, owner and purpose", async () => {
    const { statusCode, body, cookies } = await visitWith();
    expect(statusCode).toBe(200);
    for (const part of [
      "Signed in as Ada Lovelace",
      "acme",
      "3 August 2026",
      "(in 1 hour)",
      "arn:aws:iam::123456789012:role/<wbr>acme-admin",
      "arn:aws:iam::123456789012:role/<wbr>acme-auditor",
      "platform@acme.example",
      "test of admin",
    ]) {
      expect(body).toContain(part);
    }
    expect(body).toContain(`<form class="actions" method="post" action="/session/end">`);
    expect(cookies).toBeUndefined();
  });

  test("says the same as JSON to a program", async () => {
    const { headers, body = "" } = await visitWith(aSession(), { headers: JSON_PLEASE });
    expect(headers?.["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(body)).toEqual({
      signedIn: true,
      name: "Ada Lovelace",
      identityProvider: { id: "acme", name: "acme" },
      environment: "production",
      roles: ["admin", "auditor"].map((role) => ({
        mappingId: `acme-${role}`,
        samlRole: role,
        iamRole: `arn:aws:iam::123456789012:role/acme-${role}`,
        owner: "platform@acme.example",
        purpose: `test of ${role}`,
        status: "active",
        prunedAfter: null,
        createdAt: "2026-01-01T00:00:00.000Z",
        lastGrantedAt: null,
        lastUsedAt: null,
        people: 0,
      })),
      agents: [],
      session: { id: aSession().id, expiresAt: aSession().expiresAt.toISOString() },
    });
  });

  test("offers the console of each role, and lists the programs that act for the person, each with a way to end it", async () => {
    const { subject } = aSession();
    const token: AgentToken = {
      id: "01K1V0000000000000000000AA",
      subject,
      sessionId: aSession().id,
      identityProviderId: "acme",
      samlRole: "admin",
      mappingId: "acme-admin",
      envelope: "{}",
      purpose: "nightly <report>",
      secretHash: "0".repeat(64),
      createdAt: NOW,
      expiresAt: new Date(NOW.getTime() + 3_600_000),
    };
    await saveToken({ client: dynalite.client, name: LEDGER }, token, aSessionEnded());
    const { body } = await visitWith();
    expect(body).toContain('action="/session/console"><input type="hidden" name="mappingId" value="acme-admin">');
    expect(body).toContain("nightly &lt;report&gt;");
    expect(body).toContain(`action="/session/agents/end"><input type="hidden" name="tokenId" value="${token.id}">`);
    expect(body).toContain('<form method="post" action="/session/agents">');
    const later = await visitWith(aSession({ expiresAt: new Date(NOW.getTime() + 7_200_000) }), {}, token.expiresAt);
    expect(later.body).toContain("No program acts for you right now.");
  });

  test("logs the session's handle and no personal value", async () => {
    await visitWith();
    expect(lines).toMatchObject([{ fields: { outcome: "signed-in", sessionId: aSession().id, roles: 2 } }]);
    expect(JSON.stringify(lines)).not.toMatch(/Ada|Lovelace/);
  });

  test("a mapping that was pruned, or is of another environment, is no role any more; a stale one says so", async () => {
    await setStatus("auditor", "pruned");
    const stale = { markedAt: "2026-08-02T00:00:00.000Z", pruneAfter: "2026-08-16T00:00:00.000Z" };
    await putMapping(dynalite.client, aMapping({ ...testConfiguration().roleMappings[0], status: "stale", stale }));
    try {
      const { body } = await visitWith(aSession({ samlRoles: ["admin", "auditor", "deployer"] }));
      expect(body).toContain("acme-admin");
      expect(body).toContain("it will be withdrawn");
      expect(body).not.toMatch(/acme-auditor|acme-staging/);
    } finally {
      await putDefinitions(dynalite.client, testConfiguration().roleMappings);
    }
  });

  test("shows how each role is used, most used first, and until when an unused one stays", async () => {
    const mapping = aDefinition({
      id: "acme-auditor",
      identityProvider: "acme",
      samlRole: "auditor",
      environment: "production",
    });
    const key = mappingKey("acme", "auditor", "production");
    const told = {
      mapping: key,
      kind: "granted",
      at: "2026-08-01T09:00:00.000Z",
      correlationId: "c",
      attemptId: "a",
    } as const;
    const uses = ["ada", "bob"].map((name) => ({ ...told, countedAs: name, subject: `subject:k1:${name}` }));
    await addUses(dynalite.client, "role-usage", { mapping: key, day: "2026-08-01", kind: "granted", uses });
    const stale = { markedAt: "2026-08-02T00:00:00.000Z", pruneAfter: "2026-08-16T00:00:00.000Z" };
    const lastGrantedAt = "2026-08-01T09:00:00.000Z";
    await putMapping(dynalite.client, aMapping({ ...mapping, status: "stale", stale, lastGrantedAt }));
    try {
      const { body = "" } = await visitWith();
      expect(body.indexOf("acme-auditor")).toBeLessThan(body.indexOf("acme-admin"));
      expect(body).toContain(`<dt>Last use</dt><dd><time datetime="2026-08-01">1 August 2026</time></dd>`);
      expect(body).toContain("<dt>People</dt><dd>2 in 30 days</dd>");
      expect(body).toContain("<dt>Age</dt><dd>214 days</dd>");
      expect(body).toContain(`it will be withdrawn after <time datetime="2026-08-16">16 August 2026</time>`);
      expect(body).toContain("<dt>Status</dt><dd>in force</dd>");
    } finally {
      await putDefinitions(dynalite.client, testConfiguration().roleMappings);
    }
  });

  test("shows the page without the count of people where that cannot be read", async () => {
    parts = { ...parts, usageOf: () => Promise.reject(new Error("throttled")) };
    const { statusCode, body } = await visitWith();
    expect(statusCode).toBe(200);
    expect(body).toContain("<dt>People</dt><dd>not known right now</dd>");
  });

  test("tells a person without any role left what happened", async () => {
    const { body } = await visitWith(aSession({ samlRoles: ["deployer"] }));
    expect(body).toContain("the roles you signed in with were withdrawn");
  });

  test("shows a hostile display name as text", async () => {
    const { body } = await visitWith(aSession({ displayName: `</h1><script>alert("1")</script>` }));
    expect(body).toContain("&lt;/h1&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    expect(body).not.toContain("<script");
  });
});

describe("signed out", () => {
  test("without a cookie: a button for each provider, and no cookie is set", async () => {
    const { statusCode, body, cookies } = await knock(homeDoor, parts);
    expect(statusCode).toBe(200);
    for (const id of ["acme", "curve", "globex"]) expect(body).toContain(`href="/saml/login?provider=${id}"`);
    expect(cookies).toBeUndefined();
  });

  test("as JSON: where a program may send its person", async () => {
    const { body = "" } = await knock(homeDoor, parts, { headers: JSON_PLEASE });
    expect(JSON.parse(body)).toMatchObject({
      signedIn: false,
      identityProviders: [{ id: "acme", name: "acme", loginPath: "/saml/login?provider=acme" }, {}, {}],
    });
  });

  test.each<[string, () => Promise<Request>, Date]>([
    ["a cookie nobody sealed", async () => ({ cookies: ["__Host-samltrail=forged"] }), NOW],
    ["a session that has run out", async () => ({}), aSession().expiresAt],
    [
      "a session of a provider that is not configured any more",
      async () => ({ cookies: [await cookieOf({ identityProviderId: "gone" })] }),
      NOW,
    ],
    ["a session that was ended", async () => ({ cookies: [await endedCookie()] }), NOW],
  ])("with %s, which is then cleared", async (_name, request, now) => {
    const { statusCode, body, cookies } = await visitWith(aSession(), await request(), now);
    expect(statusCode).toBe(200);
    expect(body).toContain("/saml/login?provider=acme");
    expect(cookies).toEqual([
      "__Host-samltrail=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure",
      "__Host-samltrail-presence=; Max-Age=0; Path=/; HttpOnly; SameSite=None; Secure",
    ]);
  });

  async function cookieOf(overrides: Parameters<typeof aSession>[0]): Promise<string> {
    return `__Host-samltrail=${await SEALER.seal(aSession(overrides))}`;
  }

  async function endedCookie(): Promise<string> {
    const id = "01K1V0000000000000000ENDED";
    const ledger = createDynamoDbLedger(dynalite.client, LEDGER);
    await ledger.endSession(id, NOW, aSession().expiresAt, aSessionEnded());
    return cookieOf({ id });
  }
});

describe("fails closed", () => {
  const down = async () => {
    throw new Error("throttled");
  };

  test("a ledger that cannot be read means: not signed in for this request", async () => {
    parts = { ...parts, ledger: { hasEnded: down } };
    const { statusCode, body, cookies } = await visitWith();
    expect(statusCode).toBe(503);
    expect(body).toContain("ledger-unavailable");
    expect(body).not.toMatch(/Ada|acme-admin/);
    expect(cookies).toBeUndefined();
  });

  test("so do role mappings that cannot be read", async () => {
    parts = { ...parts, mappings: { find: down } };
    expect(await visitWith(aSession(), { headers: JSON_PLEASE })).toMatchObject({
      statusCode: 503,
      body: expect.stringContaining("dependency-unavailable"),
    });
  });

  test("and session keys that cannot be had, but only for who brings a cookie", async () => {
    parts = { ...parts, sealer: down };
    expect((await visitWith()).statusCode).toBe(503);
    expect((await knock(homeDoor, parts)).statusCode).toBe(200);
  });
});

test("a single provider has a single button and no talk of choosing", async () => {
  parts = { ...parts, configuration: testConfiguration({ identityProviders: [testIdentityProvider("acme")] }) };
  const { body } = await knock(homeDoor, parts);
  expect(body).toContain("You are not signed in.");
  expect(body).not.toContain("Choose");
});
