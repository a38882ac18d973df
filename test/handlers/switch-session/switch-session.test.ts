import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createCookies } from "../../../handlers/shared/cookies.ts";
import { createAnswers } from "../../../handlers/shared/http.ts";
import type { SwitchSessionParts } from "../../../handlers/switch-session/parts.ts";
import { switchSessionDoor } from "../../../handlers/switch-session/switch-session.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { createSessionSealer, type SealPurpose } from "../../../lib/session/jose-sealer.ts";
import type { Session } from "../../../lib/session/session.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { knock } from "../../helpers/knock.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { aSession } from "../../helpers/session.ts";

const BASE = "https://sp.example.test";
const sealerFor = (purpose: SealPurpose) =>
  createSessionSealer({ current: "k1", keys: { k1: new Uint8Array(32).fill(7) } }, purpose);
const CLEARED_OFFER = "__Host-samltrail-offer=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure";

keepLogLines();

let dynalite: Dynalite;
let parts: SwitchSessionParts;
let published: TrailEvent[];
let count = 0;

beforeAll(async () => {
  dynalite = await startDynalite();
});

afterAll(() => dynalite.stop());

beforeEach(() => {
  published = [];
  parts = {
    configuration: testConfiguration(),
    ledger: createDynamoDbLedger(dynalite.client, LEDGER),
    publish: async (events) => {
      published.push(...events);
      return { published: events.map(({ metadata }) => metadata.id), refused: [] };
    },
    producer: createProducer(),
    sealer: async () => sealerFor("session"),
    sealerFor: async (purpose) => sealerFor(purpose),
    cookies: createCookies(BASE),
    answers: createAnswers(BASE),
  };
});

/** Ada has the browser's session, Eve's is on offer; other ids in each test. */
function twoSessions() {
  count += 1;
  const id = (letter: string) => `01K1V0000000000000000${letter}${String(count).padStart(4, "0")}`;
  const eve = { displayName: "Eve", subject: `subject:k1:${"e".repeat(43)}` };
  return { ada: aSession({ id: id("A") }), eve: aSession({ id: id("E"), ...eve }) };
}

interface Asked {
  readonly session?: Session | null;
  readonly offer?: Session | null;
  readonly offerPurpose?: SealPurpose;
  readonly headers?: Record<string, string>;
  readonly now?: Date;
}

async function answerWith(body: string, { session, offer, offerPurpose = "offer", headers, now }: Asked) {
  const cookies = [
    ...(session ? [`__Host-samltrail=${await sealerFor("session").seal(session)}`] : []),
    ...(offer ? [`__Host-samltrail-offer=${await sealerFor(offerPurpose).seal(offer)}`] : []),
  ];
  const request = { method: "POST", path: "/session/switch", headers: headers ?? { origin: BASE }, cookies, body };
  return knock(switchSessionDoor, parts, request, now);
}

const cookieOf = (cookies: readonly string[] | undefined, name: string) =>
  cookies
    ?.find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(";")[0]
    ?.slice(name.length + 1) ?? "";

const ends = () => published.map((event) => event.metadata.type === "Session Ended" && event.data);

describe("who goes on as the other person", () => {
  test("gets that session and is led where the sign-in led", async () => {
    const { ada, eve } = twoSessions();
    const answer = await answerWith("choice=switch&target=/reports/june", { session: ada, offer: eve });
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: "/reports/june" } });
    expect(await sealerFor("session").open(cookieOf(answer.cookies, "__Host-samltrail"), NOW)).toEqual(eve);
    expect(await sealerFor("presence").open(cookieOf(answer.cookies, "__Host-samltrail-presence"), NOW)).toMatchObject({
      subject: eve.subject,
    });
    expect(answer.cookies).toContain(CLEARED_OFFER);
  });

  test("ends the session it replaces, in the ledger and as an event", async () => {
    const { ada, eve } = twoSessions();
    await answerWith("choice=switch", { session: ada, offer: eve });
    expect([await parts.ledger.hasEnded(ada.id), await parts.ledger.hasEnded(eve.id)]).toEqual([true, false]);
    expect(ends()).toMatchObject([{ subject: ada.subject, session: { id: ada.id }, cause: "replaced" }]);
  });

  test("is led only to allowed places", async () => {
    const { ada, eve } = twoSessions();
    const answer = await answerWith("choice=switch&target=https://evil.example/", { session: ada, offer: eve });
    expect(answer.headers?.location).toBe("/");
  });

  test("keeps the old session where its end cannot be recorded", async () => {
    const { ada, eve } = twoSessions();
    const down = async () => Promise.reject(new Error("down"));
    parts = { ...parts, ledger: { ...parts.ledger, endSession: down } };
    const answer = await answerWith("choice=switch", { session: ada, offer: eve });
    expect([answer.statusCode, answer.cookies]).toEqual([503, undefined]);
  });
});

describe("who stays", () => {
  test("keeps the session, and the one on offer is worth nothing any more", async () => {
    const { ada, eve } = twoSessions();
    const answer = await answerWith("choice=stay&target=/reports/june", { session: ada, offer: eve });
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: "/" }, cookies: [CLEARED_OFFER] });
    expect(await parts.ledger.hasEnded(ada.id)).toBe(false);
    expect(ends()).toMatchObject([{ subject: eve.subject, session: { id: eve.id }, cause: "declined" }]);
    expect((await answerWith("choice=switch", { session: ada, offer: eve })).statusCode).toBe(403);
  });
});

describe("nothing is changed", () => {
  const refusals: readonly (readonly [string, string, (sessions: ReturnType<typeof twoSessions>) => Asked])[] = [
    [
      "by another site",
      "choice=switch",
      ({ ada, eve }) => ({ session: ada, offer: eve, headers: { origin: "https://evil.example" } }),
    ],
    [
      "by a request that says nothing of where it comes from",
      "choice=switch",
      ({ ada, eve }) => ({ session: ada, offer: eve, headers: {} }),
    ],
    ["without an offer", "choice=switch", ({ ada }) => ({ session: ada })],
    [
      "by a session that was never on offer",
      "choice=switch",
      ({ ada, eve }) => ({ session: ada, offer: eve, offerPurpose: "session" }),
    ],
    [
      "once the offered session has run out",
      "choice=switch",
      ({ ada, eve }) => ({ session: ada, offer: eve, now: eve.expiresAt }),
    ],
    ["by an answer to another question", "choice=maybe", ({ ada, eve }) => ({ session: ada, offer: eve })],
    [
      "by a body beyond all measure",
      `choice=switch&target=${"x".repeat(20_000)}`,
      ({ ada, eve }) => ({ session: ada, offer: eve }),
    ],
  ];

  test.each(refusals)("%s", async (_, body, asked) => {
    const sessions = twoSessions();
    const answer = await answerWith(body, asked(sessions));
    expect([answer.statusCode, answer.cookies]).toEqual([403, undefined]);
    expect(published).toEqual([]);
    expect(await parts.ledger.hasEnded(sessions.ada.id)).toBe(false);
  });
});
