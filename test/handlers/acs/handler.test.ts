/** The assertion consumer service as its users and the event bus see it. */
import { createHash } from "node:crypto";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { LoginFailed, LoginSucceeded, RolesMapped } from "../../../lib/events/catalogue.ts";
import { NOW } from "../../fixtures/configuration.ts";
import { asForm, formOf } from "../../fixtures/form.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { collect } from "../../helpers/collect.ts";
import { type Answer, callerOf, openFrontDoor } from "./front-door.ts";

let door: Awaited<ReturnType<typeof openFrontDoor>>;
let post: ReturnType<typeof callerOf>;
let now = NOW;
/** Every line that the function writes. */
const lines: string[] = [];

beforeAll(async () => {
  for (const method of ["log", "info", "warn", "error"] as const)
    jest.spyOn(console, method).mockImplementation((line: unknown) => lines.push(String(line)));
  door = await openFrontDoor();
  const { createAcsHandler } = await import("../../../handlers/acs/create-handler.ts");
  post = callerOf(createAcsHandler(() => now));
});

afterAll(() => door.close());

beforeEach(() => {
  door.bus.events.length = 0;
  lines.length = 0;
  door.bus.refuse = 0;
  // Each test has a minute of its own, so that none meets the flood gate of another.
  now = new Date(now.getTime() + 60_000);
});

const fresh = (options: Parameters<typeof buildResponse>[0] = {}) =>
  buildResponse({ at: now, uniqueIds: true, ...options });

function theOnlyFailure(): LoginFailed {
  expect(door.bus.events.map(({ metadata }) => metadata.type)).toEqual(["Login Failed"]);
  return door.bus.events[0] as LoginFailed;
}

async function outstanding(id: string, cookie: string, overrides: object = {}): Promise<void> {
  await door.ledger.saveRequest({
    id,
    identityProviderId: "acme",
    browserHash: createHash("sha256").update(cookie).digest("hex"),
    relayState: "/reports/july",
    issuedAt: now,
    expiresAt: new Date(now.getTime() + 600_000),
    ...overrides,
  });
}

const header = (answer: Answer, name: string) => answer.headers?.[name];
const requestCookie = (value: string) => [`__Host-samltrail-request=${value}`];

describe("a login that the identity provider started", () => {
  test("is let in: a session cookie, a redirect, and exactly one outcome event with its roles beside it", async () => {
    const answer = await post(asForm(fresh({ roles: ["admin", "deployer", "unheard of"] }).xml, "/reports/june"));
    expect(answer.statusCode).toBe(303);
    expect(header(answer, "location")).toContain("/reports/june");
    expect(answer.cookies?.[0]).toMatch(/^__Host-samltrail=.+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax; Secure$/);

    const [succeeded, mapped] = door.bus.events as [LoginSucceeded, RolesMapped];
    expect(door.bus.events).toHaveLength(2);
    expect(succeeded.data).toMatchObject({
      identityProvider: { id: "acme" },
      assertion: { signedElement: "both" },
      initiatedBy: "identity-provider",
      clockSkewMs: 0,
    });
    expect(mapped.data.granted).toMatchObject([{ mappingId: "acme-admin", samlRole: "admin" }]);
    expect(mapped.data.refused).toEqual([
      { samlRole: "deployer", reason: "other-environment" },
      { samlRole: expect.stringMatching(/^role-value:k1:/), reason: "no-mapping" },
    ]);
    expect(mapped.metadata.correlationId).toBe(succeeded.metadata.correlationId);
    expect(mapped.metadata.producer.sequence).toBe(succeeded.metadata.producer.sequence + 1);
  });

  test("puts no personal value into an event; the identities table has the clear text", async () => {
    await post(asForm(fresh({ nameId: "grace@acme.example", roles: ["admin", "secret-project"] }).xml));
    const published = JSON.stringify(door.bus.events);
    for (const personal of ["grace@acme.example", "192.0.2.7", "Browser/1.0", "secret-project", "Lovelace"])
      expect(published).not.toContain(personal);
    const values = (await door.identities()).map(({ value }) => value);
    expect(values).toEqual(
      expect.arrayContaining(["grace@acme.example", "192.0.2.7", "Browser/1.0", "secret-project"]),
    );
  });

  test("leads nowhere but to allow-listed places", async () => {
    const answer = await post(asForm(fresh().xml, "https://evil.example/"));
    expect(header(answer, "location")).not.toContain("evil");
  });

  test("is refused where the provider may not start logins", async () => {
    const answer = await post(asForm(fresh({ provider: "globex" }).xml));
    expect(answer.statusCode).toBe(403);
    expect(theOnlyFailure().data).toMatchObject({ step: "match-request", reason: "unsolicited" });
  });
});

describe("a login that nobody began here, in a browser with a session", () => {
  const presenceOf = ({ cookies = [] }: Answer) => cookies.map((cookie) => cookie.split(";")[0] ?? "");
  const signIn = (nameId: string, cookies: readonly string[] = [], more: Parameters<typeof buildResponse>[0] = {}) =>
    post(asForm(fresh({ nameId, ...more }).xml, "/reports/june"), { cookies });

  test("of another person asks first: a page and an offer, and no session", async () => {
    const cookies = presenceOf(await signIn("ada@acme.example"));
    const answer = await signIn("eve@acme.example", cookies);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain("Whose session shall it be?");
    expect(answer.body).toContain('name="target" value="/reports/june"');
    expect(answer.cookies).toEqual([
      expect.stringMatching(/^__Host-samltrail-offer=.+; Max-Age=300; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    expect(lines.map((line) => JSON.parse(line)).filter(({ asks }) => asks)).toHaveLength(1);
  });

  test("of the same person goes on without a question", async () => {
    const cookies = presenceOf(await signIn("ada@acme.example"));
    expect((await signIn("ada@acme.example", cookies)).statusCode).toBe(303);
  });

  test("that has run out goes on without a question", async () => {
    const cookies = presenceOf(await signIn("ada@acme.example"));
    now = new Date(now.getTime() + 3_600_000);
    expect((await signIn("eve@acme.example", cookies)).statusCode).toBe(303);
  });

  test("that nobody sealed here goes on without a question", async () => {
    expect((await signIn("eve@acme.example", ["__Host-samltrail-presence=e30.e30.e30"])).statusCode).toBe(303);
  });

  test("does not ask where this browser began the login itself", async () => {
    const cookies = presenceOf(await signIn("ada@acme.example"));
    await outstanding("_request-switch", "browser-9");
    const own = [...cookies, ...requestCookie("browser-9")];
    expect((await signIn("eve@acme.example", own, { inResponseTo: "_request-switch" })).statusCode).toBe(303);
  });

  test("takes no session cookie for a presence, and no presence for a session", async () => {
    const [session = "", presence = ""] = presenceOf(await signIn("ada@acme.example"));
    const swapped = [session.replace("samltrail=", "samltrail-presence=")];
    expect((await signIn("eve@acme.example", swapped)).statusCode).toBe(303);
    expect(presence).not.toContain(session.split("=")[1]);
  });
});

describe("a login that was started here", () => {
  test("is let in once, in the browser that began it, and leads where it was meant to", async () => {
    await outstanding("_request-1", "browser-1");
    const answer = await post(asForm(fresh({ inResponseTo: "_request-1" }).xml, "/elsewhere"), {
      cookies: requestCookie("browser-1"),
    });
    expect(header(answer, "location")).toContain("/reports/july");
    expect((door.bus.events[0] as LoginSucceeded).data.initiatedBy).toBe("service-provider");
  });

  test.each([
    ["another browser", requestCookie("browser-other")],
    ["no cookie", []],
  ])("is refused in %s", async (_name, cookies) => {
    await outstanding("_request-2", "browser-2");
    await post(asForm(fresh({ inResponseTo: "_request-2" }).xml), { cookies });
    expect(theOnlyFailure().data.reason).toBe("browser-mismatch");
  });

  test("is refused when another assertion has answered the request", async () => {
    await outstanding("_request-3", "browser-3");
    const cookies = requestCookie("browser-3");
    await post(asForm(fresh({ inResponseTo: "_request-3" }).xml), { cookies });
    door.bus.events.length = 0;
    await post(asForm(fresh({ inResponseTo: "_request-3" }).xml), { cookies });
    expect(theOnlyFailure().data).toMatchObject({ reason: "in-response-to", detail: { problem: "already-answered" } });
  });

  test.each([
    ["nobody sent", "_never-sent", {}, "unknown-request"],
    ["expired", "_request-4", { expiresAt: new Date(0) }, "request-expired"],
    ["went to another provider", "_request-5", { identityProviderId: "globex" }, "request-to-another-provider"],
  ])("is refused when the request %s", async (_name, id, overrides, problem) => {
    if (id !== "_never-sent") await outstanding(id, "browser", overrides);
    await post(asForm(fresh({ inResponseTo: id }).xml), { cookies: requestCookie("browser") });
    expect(theOnlyFailure().data).toMatchObject({ reason: "in-response-to", detail: { problem } });
  });

  test("is a replay when the same response comes again, with the cookie or without", async () => {
    await outstanding("_request-6", "browser-6");
    const form = asForm(fresh({ inResponseTo: "_request-6" }).xml);
    await post(form, { cookies: requestCookie("browser-6") });
    for (const cookies of [requestCookie("browser-6"), []]) {
      door.bus.events.length = 0;
      const answer = await post(form, { cookies });
      expect(answer.statusCode).toBe(403);
      expect(theOnlyFailure().data.reason).toBe("replay");
    }
  });
});

describe("a response that was used before", () => {
  test("is refused, and its failure takes the sequence number that the success would have had", async () => {
    const form = asForm(fresh().xml);
    await post(form);
    const last = door.bus.events.at(-1)?.metadata.producer.sequence ?? 0;
    door.bus.events.length = 0;
    const answer = await post(form);
    expect(answer.cookies).toBeUndefined();
    const failure = theOnlyFailure();
    expect(failure.data).toMatchObject({ step: "record-login", reason: "replay", identityProvider: { id: "acme" } });
    expect(failure.metadata.producer.sequence).toBe(last + 1);
  });

  test("has one winner among ten at once", async () => {
    const form = asForm(fresh({ sign: "assertion" }).xml);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(form)));
    expect(answers.filter(({ statusCode }) => statusCode === 303)).toHaveLength(1);
    const types = door.bus.events.map(({ metadata }) => metadata.type);
    expect(types.filter((type) => type === "Login Succeeded")).toHaveLength(1);
    expect(types.filter((type) => type === "Login Failed")).toHaveLength(9);
  });
});

describe("bad input gets its status, a page, and a Login Failed event with a reason", () => {
  const xml = () => fresh().xml;
  const encoded = (text: string) => Buffer.from(text).toString("base64");

  test.each([
    ["a wrong method", 405, "malformed", "wrong-method", () => [asForm(xml()), { method: "PUT" }] as const],
    [
      "a body that is not a form",
      415,
      "malformed",
      "not-a-form",
      () => [asForm(xml()), { contentType: "application/json" }] as const,
    ],
    ["no SAMLResponse", 400, "malformed", "no-saml-response", () => [formOf(["RelayState", "/"])] as const],
    [
      "two SAMLResponses",
      400,
      "malformed",
      "several-saml-responses",
      () => [formOf(["SAMLResponse", encoded(xml())], ["SAMLResponse", encoded(xml())])] as const,
    ],
    ["invalid base64", 400, "malformed", "not-base64", () => [formOf(["SAMLResponse", "%%%"])] as const],
    ["text that is not XML", 400, "malformed", "not-xml", () => [asForm("hello")] as const],
    ["bytes that are not UTF-8", 400, "malformed", "not-utf-8", () => [formOf(["SAMLResponse", "/w=="])] as const],
    [
      "1 MB of anything",
      413,
      "too-large",
      "body-too-large",
      () => [formOf(["SAMLResponse", "A".repeat(1_000_000)])] as const,
    ],
  ])("%s", async (_name, status, reason, problem, request) => {
    const [form, posting] = request();
    const answer = await post(form, posting);
    expect(answer.statusCode).toBe(status);
    expect(header(answer, "content-type")).toContain("text/html");
    const failure = theOnlyFailure();
    expect(failure.data).toMatchObject({ reason, detail: { problem }, identityProvider: null });
    expect(answer.body).toContain(failure.metadata.correlationId);
    expect(answer.body).not.toMatch(/\bat .*\.ts:/);
  });
});

describe("what depends on other services", () => {
  test("a login whose record cannot be written is refused with ledger-unavailable", async () => {
    process.env.LOGIN_LEDGER_TABLE = "no-such-table";
    const { createAcsHandler } = await import("../../../handlers/acs/create-handler.ts");
    const answer = await callerOf(createAcsHandler(() => now))(asForm(fresh().xml));
    process.env.LOGIN_LEDGER_TABLE = "login-ledger";
    expect(answer.statusCode).toBe(503);
    expect(answer.cookies).toBeUndefined();
    expect(theOnlyFailure().data).toMatchObject({ step: "record-login", reason: "ledger-unavailable" });
  });

  test("role mappings that cannot be read refuse with dependency-unavailable", async () => {
    process.env.ROLE_MAPPINGS_TABLE = "no-such-table";
    const answer = await post(asForm(fresh().xml));
    process.env.ROLE_MAPPINGS_TABLE = "role-mappings";
    expect(answer.statusCode).toBe(503);
    expect(theOnlyFailure().data).toMatchObject({ step: "resolve-roles", reason: "dependency-unavailable" });
  });

  test("events that the bus refuses stay pending in the ledger, and the person gets in", async () => {
    door.bus.refuse = 1;
    const answer = await post(asForm(fresh().xml));
    expect(answer.statusCode).toBe(303);
    expect(door.bus.events).toHaveLength(1);
    const [record, ...others] = await collect(door.ledger.pending(new Date(now.getTime() + 1)));
    expect(others).toEqual([]);
    expect(record?.events.map(({ metadata }) => metadata.type)).toEqual(["Login Succeeded"]);
    if (record)
      await door.ledger.markPublished(
        record.key,
        record.events.map(({ metadata }) => metadata.id),
      );
  });

  test("secrets that cannot be read refuse with dependency-unavailable, and are asked for again by the next attempt", async () => {
    process.env.SESSION_KEYS_SECRET = "missing";
    const answer = await post(asForm(fresh().xml));
    process.env.SESSION_KEYS_SECRET = "sessions";
    expect(answer.statusCode).toBe(503);
    expect(theOnlyFailure().data).toMatchObject({ reason: "dependency-unavailable", client: null });
    expect((await post(asForm(fresh().xml))).statusCode).toBe(303);
  });
});

describe("what the function says of itself", () => {
  const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  test("is one log line a login, with the number on the page and no personal value", async () => {
    await post(asForm(fresh().xml));
    await post(asForm(fresh({ flaws: ["conditions-expired"] }).xml));
    const [succeeded, failed, ...more] = parsed().filter(({ message }) => message !== undefined);
    expect(more).toEqual([]);
    expect(succeeded).toMatchObject({ message: "login succeeded", identityProvider: "acme", roles: 2 });
    expect(failed).toMatchObject({ message: "login failed", step: "check-conditions", reason: "expired" });
    expect(failed?.correlationId).toBe(door.bus.events.at(-1)?.metadata.correlationId);
    expect(failed?.remedy).toContain("clock");
    for (const personal of ["ada@acme.example", "192.0.2.7", "Lovelace"]) expect(lines.join()).not.toContain(personal);
  });

  const metricLines = () => parsed().filter(({ _aws }) => _aws !== undefined);

  /** A process of its own, whose clock goes by so many seconds between two logins. */
  async function logins(...seconds: readonly number[]): Promise<readonly (readonly Record<string, unknown>[])[]> {
    const { createAcsHandler } = await import("../../../handlers/acs/create-handler.ts");
    let at = now;
    const own = callerOf(createAcsHandler(() => at));
    await own(asForm(fresh().xml));
    const told: (readonly Record<string, unknown>[])[] = [];
    for (const later of seconds) {
      lines.length = 0;
      at = new Date(at.getTime() + later * 1000);
      await own(asForm(fresh().xml));
      told.push(metricLines());
    }
    return told;
  }

  test("is one EMF line for the login of a quiet time, with the latency of each step", async () => {
    const [[emf, ...more] = []] = await logins(15);
    expect(more).toEqual([]);
    expect(emf).toMatchObject({
      "StepLatency.read-form": expect.any(Number),
      "StepLatency.start-session": expect.any(Number),
      _aws: { CloudWatchMetrics: [{ Namespace: "samltrail/operations" }] },
    });
  });

  test("is one EMF line for the logins of ten busy seconds, with the latency of each step of each", async () => {
    const [first, second, third, fourth] = await logins(4, 4, 4, 4);
    expect([first, second, fourth]).toEqual([[], [], []]);
    expect(third).toHaveLength(1);
    expect(third?.[0]?.["StepLatency.resolve-roles"]).toHaveLength(3);
  });
});

describe("roles", () => {
  test("that no mapping names let nobody in", async () => {
    const answer = await post(asForm(fresh({ roles: ["unheard of"] }).xml));
    expect(answer.statusCode).toBe(403);
    expect(theOnlyFailure().data).toMatchObject({ step: "resolve-roles", reason: "no-role" });
  });

  test("that were pruned say so, and who would have been let in by them", async () => {
    await door.client.send(
      new UpdateCommand({
        TableName: "role-mappings",
        Key: { source: "acme#retired", environment: "production" },
        UpdateExpression: "SET #status = :pruned",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":pruned": "pruned" },
      }),
    );
    const answer = await post(asForm(fresh({ roles: ["unheard of", "retired"] }).xml));
    const { data } = theOnlyFailure();
    expect(data).toMatchObject({ step: "resolve-roles", reason: "role-pruned" });
    expect(answer.body).toContain('<form method="post" action="/roles/restore-requests">');
    expect(answer.body).toContain('<input type="hidden" name="role" value="retired">');
    expect(header(answer, "cache-control")).toBe("no-store");
    const roles = [{ samlRole: "retired", environment: "production" }];
    expect(data.withheld).toEqual({ subject: expect.stringMatching(/^subject:k1:/), roles });
    const names = (await door.identities()).map(({ pseudonym }) => pseudonym);
    expect(names).toContain(data.withheld?.subject);
  });
});

describe("a flood of messages of unknown origin", () => {
  test("is aggregated above its rate into one event with the count, while known providers still speak for themselves", async () => {
    for (let count = 0; count < 9; count += 1) await post(asForm("not xml"));
    expect(door.bus.events).toHaveLength(5);
    await post(asForm(fresh({ flaws: ["conditions-expired"] as never }).xml));
    expect(door.bus.events).toHaveLength(6);
    const pending = await collect(door.ledger.pending(new Date(now.getTime() + 600_000)));
    const floods = pending.flatMap(({ events }) => events as LoginFailed[]);
    expect(floods).toHaveLength(1);
    expect(floods[0]?.data).toMatchObject({ reason: "malformed", count: 4, client: null });
  });
});

describe("an encrypted message", () => {
  test("lets in whoever it names", async () => {
    const answer = await post(asForm(fresh({ encrypt: {} }).xml));
    expect(answer.statusCode).toBe(303);
  });

  test("is never told apart by what its plaintext holds, until a signature is verified", async () => {
    const answer = await post(asForm(fresh({ encrypt: {}, sign: "none" }).xml));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain("decryption");
    expect(answer.body).not.toContain("signature");
    expect(theOnlyFailure().data.reason).toBe("signature-missing");
  });
});
