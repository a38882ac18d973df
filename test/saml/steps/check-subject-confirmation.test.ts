import { describe, expect, test } from "@jest/globals";
import { checkSubjectConfirmation } from "../../../lib/saml/steps/check-subject-confirmation.ts";
import { NOW, SERVICE_PROVIDER, testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import { BEARER, type ConfirmationDraft } from "../../fixtures/draft.ts";
import type { ResponseOptions } from "../../fixtures/saml-response.ts";
import { addedBy, later, readBuilt, refusedBy } from "./run-step.ts";

const HOLDER_OF_KEY = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key";
const SENDER_VOUCHES = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches";

const given = (options: ResponseOptions = {}, { now = NOW, clockSkewSeconds = 60 } = {}) => ({
  ...readBuilt(options),
  provider: testIdentityProvider("acme", { clockSkewSeconds }),
  configuration: testConfiguration(),
  now,
});

type Data = NonNullable<ConfirmationDraft["data"]>;

const END = later(NOW, 300);

const bearer = (data: Partial<Data> = {}): ConfirmationDraft => ({
  method: BEARER,
  data: {
    recipient: SERVICE_PROVIDER.acsUrl,
    notBefore: null,
    notOnOrAfter: END.toISOString(),
    inResponseTo: null,
    address: null,
    ...data,
  },
});

/** A response with these confirmations; `inResponseTo` is the Response's. */
const confirmed = (
  confirmations: readonly ConfirmationDraft[],
  {
    inResponseTo = null,
    sign = "none",
  }: { inResponseTo?: string | null; sign?: "none" | "response" | "assertion" } = {},
  at?: Parameters<typeof given>[1],
) =>
  given(
    {
      sign,
      change: ({ response, assertion }) => {
        response.inResponseTo = inResponseTo;
        if (assertion) assertion.confirmations = [...confirmations];
      },
    },
    at,
  );

const check = checkSubjectConfirmation;

describe("check-subject-confirmation (saml-profiles-2.0 §4.1.4.2) lets through", () => {
  test("a bearer confirmation for this service, and says until when it holds", async () => {
    expect(await addedBy(check, confirmed([bearer()]))).toEqual({ inResponseTo: null, confirmedUntil: END });
  });

  test("one that holds among others that do not", async () => {
    const known = confirmed([
      { method: HOLDER_OF_KEY, data: null },
      bearer({ recipient: "https://other.example.test/saml/acs" }),
      bearer({ notOnOrAfter: later(NOW, -600).toISOString() }),
      bearer(),
    ]);
    expect(await addedBy(check, known)).toEqual({ inResponseTo: null, confirmedUntil: END });
  });

  test("of several that hold, the one that holds longest", async () => {
    const until = (seconds: number) => bearer({ notOnOrAfter: later(NOW, seconds).toISOString() });
    const { confirmedUntil } = await addedBy(check, confirmed([until(60), until(600), until(300)]));
    expect(confirmedUntil).toEqual(later(NOW, 600));
  });

  test("an address, without a look at it", async () => {
    expect(await addedBy(check, confirmed([bearer({ address: "192.0.2.1" })]))).toMatchObject({ inResponseTo: null });
  });
});

describe("check-subject-confirmation refuses for want of a confirmation", () => {
  test.each([
    ["there is none", [], "no-bearer"],
    ["it is holder-of-key", [{ method: HOLDER_OF_KEY, data: bearer().data }], "no-bearer"],
    ["it is sender-vouches", [{ method: SENDER_VOUCHES, data: bearer().data }], "no-bearer"],
    ["it has no data", [{ method: BEARER, data: null }], "no-confirmation-data"],
    ["it has no end", [bearer({ notOnOrAfter: null })], "no-not-on-or-after"],
  ])("where %s", async (_name, confirmations, problem) => {
    expect(await refusedBy(check, confirmed(confirmations))).toMatchObject({
      step: "check-subject-confirmation",
      reason: "subject-confirmation",
      problem,
    });
  });

  test("and says which method it wants", async () => {
    expect(await refusedBy(check, confirmed([]))).toMatchObject({ problem: "no-bearer", expected: BEARER });
  });

  test("and of several that do not hold, names the first", async () => {
    const known = confirmed([bearer({ recipient: "https://other.example.test/" }), bearer({ notOnOrAfter: null })]);
    expect(await refusedBy(check, known)).toMatchObject({ reason: "recipient" });
  });
});

test.each([null, "", "https://other.example.test/saml/acs", `${SERVICE_PROVIDER.acsUrl}/`, SERVICE_PROVIDER.entityId])(
  "check-subject-confirmation refuses the recipient %j",
  async (recipient) => {
    expect(await refusedBy(check, confirmed([bearer({ recipient })]))).toMatchObject({
      reason: "recipient",
      problem: "recipient",
      found: recipient ?? "",
      expected: SERVICE_PROVIDER.acsUrl,
    });
  },
);

describe("check-subject-confirmation, by the clock,", () => {
  test.each([
    [0, later(END, 0, -1), null],
    [0, END, "expired"],
    [60, later(END, 60, -1), null],
    [60, later(END, 60), "expired"],
    [300, later(END, 299), null],
  ])("with %d s of skew, at %p: %p", async (clockSkewSeconds, now, reason) => {
    const known = confirmed([bearer()], {}, { now, clockSkewSeconds });
    if (reason === null) expect(await addedBy(check, known)).toMatchObject({ confirmedUntil: END });
    else
      expect(await refusedBy(check, known)).toMatchObject({
        reason,
        problem: "confirmation-not-on-or-after",
        found: END.toISOString(),
      });
  });

  test.each([
    [0, NOW, null],
    [0, later(NOW, 0, -1), "not-yet-valid"],
    [60, later(NOW, -60), null],
    [60, later(NOW, -60, -1), "not-yet-valid"],
  ])(
    "with %d s of skew and a NotBefore, which should not be there but holds where it is, at %p: %p",
    async (clockSkewSeconds, now, reason) => {
      const known = confirmed([bearer({ notBefore: NOW.toISOString() })], {}, { now, clockSkewSeconds });
      if (reason === null) expect(await addedBy(check, known)).toMatchObject({ confirmedUntil: END });
      else expect(await refusedBy(check, known)).toMatchObject({ reason, problem: "confirmation-not-before" });
    },
  );

  test.each(["2026-08-03T10:05:00", "2026-08-03T12:05:00+02:00", "tomorrow", ""])(
    "guesses at no instant: %j",
    async (notOnOrAfter) => {
      expect(await refusedBy(check, confirmed([bearer({ notOnOrAfter })]))).toMatchObject({
        reason: "schema",
        problem: "confirmation-not-an-instant",
      });
    },
  );
});

describe("check-subject-confirmation finds the request that is answered (saml-profiles-2.0 §4.1.4.3)", () => {
  test("in the confirmation and in the Response, where both name it", async () => {
    const known = confirmed([bearer({ inResponseTo: "_a" })], { inResponseTo: "_a" });
    expect(await addedBy(check, known)).toMatchObject({ inResponseTo: "_a" });
  });

  test("in the confirmation, where the Response does not name it: that the assertion is an answer cannot be taken from it", async () => {
    expect(await addedBy(check, confirmed([bearer({ inResponseTo: "_a" })]))).toMatchObject({ inResponseTo: "_a" });
  });

  test("in the Response, where the confirmation does not name it, and only where the Response is signed", async () => {
    const known = confirmed([bearer()], { inResponseTo: "_a", sign: "response" });
    expect(await addedBy(check, known)).toMatchObject({ inResponseTo: "_a" });
    for (const sign of ["none", "assertion"] as const)
      expect(await refusedBy(check, confirmed([bearer()], { inResponseTo: "_a", sign }))).toMatchObject({
        reason: "in-response-to",
        problem: "not-in-confirmation",
        found: "_a",
      });
  });

  test("and refuses where the two differ", async () => {
    const known = confirmed([bearer({ inResponseTo: "_a" })], { inResponseTo: "_b" });
    expect(await refusedBy(check, known)).toMatchObject({
      reason: "in-response-to",
      problem: "response-and-confirmation-differ",
      found: "_b",
      expected: "_a",
    });
  });
});
