import { describe, expect, test } from "@jest/globals";
import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { checkAuthnStatement } from "../../../lib/saml/steps/check-authn-statement.ts";
import { NOW, testIdentityProvider } from "../../fixtures/configuration.ts";
import type { ResponseDraft } from "../../fixtures/draft.ts";
import { addedBy, later, readBuilt, refusedBy } from "./run-step.ts";

const PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
const MULTI_FACTOR = "https://refeds.org/profile/mfa";

type Statement = NonNullable<ResponseDraft["assertion"]>["authnStatements"][number];

const statement = (change: Partial<Statement> = {}): Statement => ({
  authnInstant: later(NOW, -60).toISOString(),
  sessionIndex: null,
  sessionNotOnOrAfter: null,
  contextClass: PASSWORD,
  ...change,
});

const stating = (statements: readonly Partial<Statement>[], policy: Partial<IdentityProvider> = {}, now = NOW) => ({
  assertion: readBuilt({
    change: ({ assertion }) => {
      if (assertion) assertion.authnStatements = statements.map(statement);
    },
  }).assertion,
  provider: testIdentityProvider("acme", policy),
  now,
});

const check = checkAuthnStatement;

describe("check-authn-statement (saml-core-2.0 §2.7.2)", () => {
  test("says how and when the person was signed in, and until when that holds", async () => {
    const end = later(NOW, 3600);
    expect(await addedBy(check, stating([{ sessionNotOnOrAfter: end.toISOString() }]))).toEqual({
      authnInstant: later(NOW, -60),
      authnContext: PASSWORD,
      sessionNotOnOrAfter: end,
    });
  });

  test("says nothing of what the statement leaves open", async () => {
    expect(await addedBy(check, stating([{ contextClass: null }]))).toEqual({
      authnInstant: later(NOW, -60),
      authnContext: null,
      sessionNotOnOrAfter: null,
    });
  });

  test("takes the first of several statements, and the earliest end of them all", async () => {
    const known = stating([
      { contextClass: MULTI_FACTOR, sessionNotOnOrAfter: later(NOW, 7200).toISOString() },
      { sessionNotOnOrAfter: later(NOW, 3600).toISOString() },
      {},
    ]);
    expect(await addedBy(check, known)).toMatchObject({
      authnContext: MULTI_FACTOR,
      sessionNotOnOrAfter: later(NOW, 3600),
    });
  });

  test("refuses an assertion without one", async () => {
    expect(await refusedBy(check, stating([]))).toMatchObject({
      step: "check-authn-statement",
      reason: "authn-statement",
      problem: "no-authn-statement",
    });
  });
});

describe("check-authn-statement, of the instant of authentication,", () => {
  const at = (seconds: number, milliseconds = 0) => ({ authnInstant: later(NOW, seconds, milliseconds).toISOString() });

  test("takes one ahead by the clock skew of the provider, and not a millisecond more", async () => {
    for (const clockSkewSeconds of [0, 60]) {
      expect(await addedBy(check, stating([at(clockSkewSeconds)], { clockSkewSeconds }))).toBeDefined();
      expect(await refusedBy(check, stating([at(clockSkewSeconds, 1)], { clockSkewSeconds }))).toMatchObject({
        reason: "authn-statement",
        problem: "authn-instant-ahead",
        found: later(NOW, clockSkewSeconds, 1).toISOString(),
      });
    }
  });

  test("takes any past one where no age is set", async () => {
    expect(await addedBy(check, stating([at(-365 * 86_400)]))).toBeDefined();
  });

  test("takes one of the age that the policy sets, skew added, and not a millisecond more", async () => {
    const policy = { maximumAuthenticationAgeMinutes: 30, clockSkewSeconds: 60 };
    expect(await addedBy(check, stating([at(-31 * 60)], policy))).toBeDefined();
    expect(await refusedBy(check, stating([at(-31 * 60, -1)], policy))).toMatchObject({
      reason: "authn-statement",
      problem: "authentication-too-old",
      found: later(NOW, -31 * 60, -1).toISOString(),
      expected: "at most 30 minutes ago",
    });
  });

  test.each(["2026-08-03T09:59:00", "", "now"])("guesses at none: %j", async (authnInstant) => {
    expect(await refusedBy(check, stating([{ authnInstant }]))).toMatchObject({
      reason: "schema",
      problem: "not-an-instant",
      found: authnInstant,
      expected: "a UTC instant",
    });
  });
});

describe("check-authn-statement, of the provider's session,", () => {
  const end = later(NOW, 3600);
  const ending = { sessionNotOnOrAfter: end.toISOString() };

  test.each([
    [0, later(end, 0, -1), true],
    [0, end, false],
    [60, later(end, 60, -1), true],
    [60, later(end, 60), false],
  ])("with %d s of skew, at %p: goes on is %p", async (clockSkewSeconds, now, goesOn) => {
    const known = stating([ending], { clockSkewSeconds }, now);
    if (goesOn) expect(await addedBy(check, known)).toMatchObject({ sessionNotOnOrAfter: end });
    else
      expect(await refusedBy(check, known)).toMatchObject({
        reason: "session-expired",
        problem: "session-not-on-or-after",
        found: end.toISOString(),
      });
  });

  test("refuses where any statement's is over", async () => {
    expect(await refusedBy(check, stating([{}, { sessionNotOnOrAfter: later(NOW, -60).toISOString() }]))).toMatchObject(
      {
        reason: "session-expired",
      },
    );
  });

  test("guesses at no end of it", async () => {
    expect(await refusedBy(check, stating([{ sessionNotOnOrAfter: "soon" }]))).toMatchObject({
      reason: "schema",
      problem: "not-an-instant",
    });
  });
});

describe("check-authn-statement, of the context,", () => {
  test("takes any where the policy names none", async () => {
    expect(await addedBy(check, stating([{ contextClass: "urn:example:anything" }]))).toBeDefined();
  });

  test("takes each that the policy names", async () => {
    const policy = { authnContexts: [MULTI_FACTOR, PASSWORD] };
    for (const contextClass of policy.authnContexts)
      expect(await addedBy(check, stating([{ contextClass }], policy))).toMatchObject({ authnContext: contextClass });
  });

  test.each([PASSWORD, null, `${MULTI_FACTOR}/more`, MULTI_FACTOR.toUpperCase()])(
    "refuses %j where another is wanted",
    async (contextClass) => {
      expect(await refusedBy(check, stating([{ contextClass }], { authnContexts: [MULTI_FACTOR] }))).toMatchObject({
        reason: "authn-context",
        problem: "authentication-context",
        found: contextClass ?? "",
        expected: MULTI_FACTOR,
      });
    },
  );

  test("refuses where only a later statement names the one wanted", async () => {
    const known = stating([{}, { contextClass: MULTI_FACTOR }], { authnContexts: [MULTI_FACTOR] });
    expect(await refusedBy(check, known)).toMatchObject({ reason: "authn-context" });
  });
});
