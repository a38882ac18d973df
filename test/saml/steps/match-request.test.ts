import { describe, expect, test } from "@jest/globals";
import type { OutstandingRequest } from "../../../lib/ledger/ledger.ts";
import { matchRequest } from "../../../lib/saml/steps/match-request.ts";
import { NOW, testIdentityProvider } from "../../fixtures/configuration.ts";
import { fails, MARK, memoryLedger, outstandingRequest } from "../memory.ts";
import { addedBy, later, readBuilt, refusedBy } from "./run-step.ts";

const REQUEST = outstandingRequest();

/** A step over a ledger that knows this request. */
async function stepWith(request: Partial<OutstandingRequest> = {}) {
  const ledger = memoryLedger();
  await ledger.saveRequest(outstandingRequest(request));
  return { ledger, step: matchRequest(ledger) };
}

const answer = {
  assertion: readBuilt().assertion,
  provider: testIdentityProvider("acme"),
  inResponseTo: REQUEST.id as string | null,
  requestCookie: MARK as string | null,
  now: NOW,
};
const another = { ...answer, assertion: readBuilt({ assertionId: "_assertion-0002" }).assertion };

describe("match-request, of a response that answers no request,", () => {
  const unsolicited = { ...answer, inResponseTo: null, requestCookie: null };

  test("lets it through where the provider may start a login, without asking the ledger", async () => {
    const step = matchRequest({ findRequest: fails, answerRequest: fails });
    expect(await addedBy(step, unsolicited)).toEqual({ initiatedBy: "identity-provider", requestedRelayState: null });
  });

  test("refuses it where the provider may not", async () => {
    const { step } = await stepWith();
    const provider = testIdentityProvider("acme", { mayStartLogin: false });
    expect(await refusedBy(step, { ...unsolicited, provider })).toMatchObject({
      step: "match-request",
      reason: "unsolicited",
      problem: "unsolicited-response",
    });
  });
});

describe("match-request, of an answer (saml-profiles-2.0 §4.1.4.3),", () => {
  test("lets it through in the browser that began the login, and says where that was meant to lead", async () => {
    const { step } = await stepWith();
    expect(await addedBy(step, answer)).toEqual({
      initiatedBy: "service-provider",
      requestedRelayState: "/reports/july",
    });
  });

  test("does not need the provider to be one that may start logins", async () => {
    const { step } = await stepWith({ relayState: null });
    const provider = testIdentityProvider("acme", { mayStartLogin: false });
    expect(await addedBy(step, { ...answer, provider })).toMatchObject({ requestedRelayState: null });
  });

  test("lets the same assertion answer again, for the next step knows a replay from a repeated attempt", async () => {
    const { step } = await stepWith();
    await addedBy(step, answer);
    expect(await addedBy(step, answer)).toMatchObject({ initiatedBy: "service-provider" });
  });

  test("refuses a second assertion", async () => {
    const { step } = await stepWith();
    await addedBy(step, answer);
    expect(await refusedBy(step, another)).toMatchObject({ reason: "in-response-to", problem: "already-answered" });
  });

  test("has one winner among assertions that come at once", async () => {
    const { step } = await stepWith();
    const ended = await Promise.allSettled([answer, another].map((each) => addedBy(step, each)));
    expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("refuses a request that nobody sent", async () => {
    const { step } = await stepWith();
    expect(await refusedBy(step, { ...answer, inResponseTo: "_never-sent" })).toMatchObject({
      reason: "in-response-to",
      problem: "unknown-request",
      found: "_never-sent",
    });
  });

  test("refuses a request that was sent to another provider", async () => {
    const { step } = await stepWith({ identityProviderId: "globex" });
    expect(await refusedBy(step, answer)).toMatchObject({
      reason: "in-response-to",
      problem: "request-to-another-provider",
    });
  });

  test("takes it until the request expires, and not a moment longer", async () => {
    const { step, ledger } = await stepWith();
    expect(await addedBy(step, { ...answer, now: later(REQUEST.expiresAt, 0, -1) })).toBeDefined();
    expect(await refusedBy(matchRequest(ledger), { ...answer, now: REQUEST.expiresAt })).toMatchObject({
      reason: "in-response-to",
      problem: "request-expired",
      found: REQUEST.expiresAt.toISOString(),
    });
  });
});

describe("match-request, in a browser that did not begin the login,", () => {
  test.each([
    ["no-request-cookie", null],
    ["other-browser", ""],
    ["other-browser", "other"],
    ["other-browser", `${MARK} `],
    ["other-browser", REQUEST.browserHash],
  ])("refuses for %s: %j", async (problem, requestCookie) => {
    const { step } = await stepWith();
    expect(await refusedBy(step, { ...answer, requestCookie })).toMatchObject({ reason: "browser-mismatch", problem });
  });

  test("does not use up the request, which the right browser can still answer", async () => {
    const { step } = await stepWith();
    await refusedBy(step, { ...answer, requestCookie: "other" });
    expect(await addedBy(step, answer)).toBeDefined();
  });

  test("calls it a replay where this very assertion has answered before, and tells nobody else", async () => {
    const { step } = await stepWith();
    await addedBy(step, answer);
    for (const requestCookie of [null, "other"]) {
      expect(await refusedBy(step, { ...answer, requestCookie })).toMatchObject({
        reason: "replay",
        problem: "request-answered-by-this-assertion",
      });
      expect(await refusedBy(step, { ...another, requestCookie })).toMatchObject({ reason: "browser-mismatch" });
    }
  });

  test("says so of an expired request too: whether it expired is nobody else's business", async () => {
    const { step } = await stepWith();
    const late = { ...answer, requestCookie: "other", now: later(REQUEST.expiresAt, 60) };
    expect(await refusedBy(step, late)).toMatchObject({ reason: "browser-mismatch" });
  });
});

test.each(["findRequest", "answerRequest"] as const)(
  "match-request lets nobody in where the ledger fails: %s",
  async (call) => {
    const { ledger } = await stepWith();
    expect(await refusedBy(matchRequest({ ...ledger, [call]: fails }), answer)).toMatchObject({
      reason: "ledger-unavailable",
      problem: "request-lookup",
      cause: new Error("it does not answer"),
    });
  },
);
