import { describe, expect, test } from "@jest/globals";
import { checkConditions } from "../../../lib/saml/steps/check-conditions.ts";
import { NOW, SERVICE_PROVIDER, testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import type { ResponseDraft } from "../../fixtures/draft.ts";
import type { ResponseOptions } from "../../fixtures/saml-response.ts";
import { addedBy, later, readBuilt, refusedBy } from "./run-step.ts";

const HERE = SERVICE_PROVIDER.entityId;
const OTHER = "https://other.example.test/saml/metadata";
const BEGIN = later(NOW, -300);
const END = later(NOW, 300);

type Conditions = NonNullable<NonNullable<ResponseDraft["assertion"]>["conditions"]>;

interface At {
  readonly now?: Date;
  readonly clockSkewSeconds?: number;
  readonly confirmedUntil?: Date;
}

const given = (options: ResponseOptions, { now = NOW, clockSkewSeconds = 60, confirmedUntil = END }: At = {}) => ({
  assertion: readBuilt(options).assertion,
  provider: testIdentityProvider("acme", { clockSkewSeconds }),
  configuration: testConfiguration(),
  confirmedUntil,
  now,
});

const having = (change: Partial<Conditions>, at?: At) =>
  given({ change: ({ assertion }) => void Object.assign(assertion?.conditions ?? {}, change) }, at);

describe("check-conditions (saml-core-2.0 §2.5.1) lets through", () => {
  test("an assertion for this service in its window", async () => {
    expect(await addedBy(checkConditions, having({}))).toEqual({ acceptableUntil: END });
  });

  test("one that is for other services too", async () => {
    expect(await addedBy(checkConditions, having({ audiences: [[OTHER, HERE]] }))).toBeDefined();
  });

  test("several restrictions, each of which names this service", async () => {
    expect(await addedBy(checkConditions, having({ audiences: [[HERE], [OTHER, HERE]] }))).toBeDefined();
  });

  test("an audience with white space around it", async () => {
    expect(await addedBy(checkConditions, having({ audiences: [[`\n  ${HERE}\n`]] }))).toBeDefined();
  });

  test("OneTimeUse, which holds for every assertion here, and ProxyRestriction, which binds others", async () => {
    const known = given({
      change: ({ edits }) =>
        edits.assertion.push((xml) =>
          xml.replace("</saml:Conditions>", '<saml:OneTimeUse/><saml:ProxyRestriction Count="0"/></saml:Conditions>'),
        ),
    });
    expect(await addedBy(checkConditions, known)).toBeDefined();
  });
});

describe("check-conditions says how long the assertion is acceptable:", () => {
  test.each([
    ["until the conditions end", later(END, 60), END.toISOString(), END],
    ["until the confirmation ends, where that is earlier", later(END, -60), END.toISOString(), later(END, -60)],
    ["until the confirmation ends, where the conditions have no end", later(END, 60), null, later(END, 60)],
  ])("%s", async (_name, confirmedUntil, notOnOrAfter, acceptableUntil) => {
    expect(await addedBy(checkConditions, having({ notOnOrAfter }, { confirmedUntil }))).toEqual({ acceptableUntil });
  });
});

describe("check-conditions refuses the audience", () => {
  test.each([
    ["of an assertion without Conditions", given({ flaws: ["no-conditions"] })],
    ["of one without AudienceRestriction (saml-profiles-2.0 §4.1.4.2)", having({ audiences: [] })],
  ])("%s", async (_name, known) => {
    expect(await refusedBy(checkConditions, known)).toMatchObject({
      step: "check-conditions",
      reason: "audience",
      problem: "no-audience-restriction",
      expected: HERE,
    });
  });

  test.each([
    ["of another service", [[OTHER]], OTHER],
    ["that only begins alike", [[`${HERE}/more`]], `${HERE}/more`],
    ["in another case", [[HERE.toUpperCase()]], HERE.toUpperCase()],
    ["of a restriction that names others, beside one that names this service", [[HERE], [OTHER]], OTHER],
    ["of a restriction that names nobody", [[HERE], []], ""],
  ])("%s", async (_name, audiences, found) => {
    expect(await refusedBy(checkConditions, having({ audiences }))).toMatchObject({
      reason: "audience",
      problem: "audience",
      found,
      expected: HERE,
    });
  });
});

describe("check-conditions, by the clock,", () => {
  const moments: readonly (readonly [number, Date, "not-yet-valid" | "expired" | null])[] = [
    [0, later(BEGIN, 0, -1), "not-yet-valid"],
    [0, BEGIN, null],
    [0, later(END, 0, -1), null],
    [0, END, "expired"],
    [60, later(BEGIN, -60, -1), "not-yet-valid"],
    [60, later(BEGIN, -60), null],
    [60, later(END, 60, -1), null],
    [60, later(END, 60), "expired"],
  ];

  test.each(moments)("with %d s of skew, at %p: %p", async (clockSkewSeconds, now, reason) => {
    const known = having({}, { now, clockSkewSeconds });
    if (reason === null) expect(await addedBy(checkConditions, known)).toBeDefined();
    else
      expect(await refusedBy(checkConditions, known)).toMatchObject({
        reason,
        problem: reason === "expired" ? "conditions-not-on-or-after" : "conditions-not-before",
        found: (reason === "expired" ? END : BEGIN).toISOString(),
        expected: expect.stringContaining(`${now.toISOString()} within ${clockSkewSeconds} s`),
      });
  });

  test("does without a window where none is given", async () => {
    const known = having({ notBefore: null, notOnOrAfter: null }, { now: later(NOW, 1_000_000) });
    expect(await addedBy(checkConditions, known)).toEqual({ acceptableUntil: END });
  });

  test.each(["notBefore", "notOnOrAfter"] as const)("guesses at no instant: %s", async (bound) => {
    expect(await refusedBy(checkConditions, having({ [bound]: "2026-08-03T10:00:00" }))).toMatchObject({
      reason: "schema",
      problem: "conditions-not-an-instant",
      found: "2026-08-03T10:00:00",
      expected: "a UTC instant",
    });
  });
});

test("check-conditions refuses a condition it does not know, since nobody can say whether that holds (§2.5.1.1)", async () => {
  const known = given({
    change: ({ edits }) =>
      edits.assertion.push((xml) => xml.replace("</saml:Conditions>", "<saml:Condition/></saml:Conditions>")),
  });
  expect(await refusedBy(checkConditions, known)).toMatchObject({
    reason: "schema",
    problem: "unknown-condition",
    found: "Condition",
  });
});
