import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { endSessionDoor } from "../../../handlers/end-session/end-session.ts";
import type { EndSessionParts } from "../../../handlers/end-session/parts.ts";
import { createCookies } from "../../../handlers/shared/cookies.ts";
import { createAnswers } from "../../../handlers/shared/http.ts";
import { parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger } from "../../../lib/ledger/ledger.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import type { Request } from "../../helpers/http-event.ts";
import { knock } from "../../helpers/knock.ts";
import { LEDGER, pendingUnder } from "../../helpers/ledger.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { aSession, SEALER } from "../../helpers/session.ts";

const BASE = "https://sp.example.test";
const CLEARED = [
  "__Host-samltrail=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure",
  "__Host-samltrail-presence=; Max-Age=0; Path=/; HttpOnly; SameSite=None; Secure",
];
const lines = keepLogLines();

let dynalite: Dynalite;
let ledger: LoginLedger;
let parts: EndSessionParts;
let published: TrailEvent[];
let sessions = 0;

beforeAll(async () => {
  dynalite = await startDynalite();
  ledger = createDynamoDbLedger(dynalite.client, LEDGER);
});

afterAll(() => dynalite.stop());

beforeEach(() => {
  published = [];
  parts = {
    configuration: testConfiguration(),
    ledger,
    publish: async (events) => {
      published.push(...events);
      return { published: events.map(({ metadata }) => metadata.id), refused: [] };
    },
    producer: createProducer(),
    sealer: async () => SEALER,
    cookies: createCookies(BASE),
    answers: createAnswers(BASE),
  };
});

/** Another session for each test. */
function newSession() {
  sessions += 1;
  return aSession({ id: `01K1V000000000000000000${String(sessions).padStart(3, "0")}` });
}

async function signOut(session = newSession(), more: Request = {}, now = NOW) {
  const cookies = [`__Host-samltrail=${await SEALER.seal(session)}`];
  const request = { method: "POST", path: "/session/end", headers: { origin: BASE }, cookies, ...more };
  return knock(endSessionDoor, parts, request, now);
}

describe("signing out", () => {
  test("ends the session in the ledger, clears the cookie and leads home", async () => {
    const session = newSession();
    const answer = await signOut(session);
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: "/" }, cookies: CLEARED });
    expect(await ledger.hasEnded(session.id)).toBe(true);
  });

  test("is one event that fits the contract, published and no longer pending", async () => {
    const session = newSession();
    await signOut(session);
    expect(published).toHaveLength(1);
    const event = parseEvent(published[0]);
    expect(event).toMatchObject({
      metadata: {
        type: "Session Ended",
        occurredAt: NOW.toISOString(),
        environment: "production",
        correlationId: lines[0]?.fields.correlationId,
        producer: { sequence: 1 },
      },
      data: { subject: session.subject, identityProviderId: "acme", session: { id: session.id }, cause: "signed-out" },
    });
    expect(await pendingUnder(ledger, `session#${session.id}`)).toBeUndefined();
    expect(lines).toMatchObject([{ fields: { outcome: "session-ended", sessionId: session.id } }]);
  });

  test("a second time is no second event, and leaves no gap in the producer's numbers", async () => {
    const session = newSession();
    await signOut(session);
    expect(await signOut(session)).toMatchObject({ statusCode: 303, cookies: CLEARED });
    expect(published).toHaveLength(1);
    await signOut();
    expect(published.map(({ metadata }) => metadata.producer.sequence)).toEqual([1, 2]);
  });

  test.each<[string, Request]>([
    ["without a cookie", { cookies: [] }],
    ["with a cookie nobody sealed", { cookies: ["__Host-samltrail=forged"] }],
  ])("%s leads home and is no event", async (_name, request) => {
    expect(await signOut(newSession(), request)).toMatchObject({ statusCode: 303, headers: { location: "/" } });
    expect(published).toEqual([]);
    expect(lines).toMatchObject([{ fields: { outcome: "no-session" } }]);
  });
});

describe("signing out that another site asked for", () => {
  test("is refused with a page, and the session goes on", async () => {
    const session = newSession();
    const answer = await signOut(session, { headers: { origin: "https://evil.example" } });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain("You were not signed out");
    expect(answer.cookies).toBeUndefined();
    expect(await ledger.hasEnded(session.id)).toBe(false);
    expect(published).toEqual([]);
  });
});

describe("when something is down", () => {
  const down = async () => {
    throw new Error("throttled");
  };

  test("the bus: the person is signed out, and the event waits in the ledger", async () => {
    parts = { ...parts, publish: down };
    const session = newSession();
    expect(await signOut(session)).toMatchObject({ statusCode: 303, cookies: CLEARED });
    const pending = await pendingUnder(ledger, `session#${session.id}`);
    expect(pending?.events).toMatchObject([{ metadata: { type: "Session Ended" } }]);
    expect(lines).toMatchObject([{ fields: { leftPending: true, cause: { message: "throttled" } } }]);
  });

  test("the ledger: nobody is told to be signed out who is not", async () => {
    parts = { ...parts, ledger: { endSession: down, markPublished: down } };
    const answer = await signOut();
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain("your session still runs");
    expect(answer.cookies).toBeUndefined();
    expect(published).toEqual([]);
  });
});
