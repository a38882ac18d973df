import { describe, expect, test } from "@jest/globals";
import { createProducer } from "../../../lib/events/producer.ts";
import type { Identity } from "../../../lib/identity/identities.ts";
import type { LoginRecord } from "../../../lib/ledger/ledger.ts";
import type { LoginAttempt } from "../../../lib/saml/login-attempt.ts";
import { validationSequence } from "../../../lib/saml/login-sequence.ts";
import { refusalOf } from "../../../lib/saml/step.ts";
import { matchRequest } from "../../../lib/saml/steps/match-request.ts";
import { readIdentity } from "../../../lib/saml/steps/read-identity.ts";
import { type Records, recordLogin } from "../../../lib/saml/steps/record-login.ts";
import { resolveRoles } from "../../../lib/saml/steps/resolve-roles.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { instant } from "../../fixtures/draft.ts";
import { asForm } from "../../fixtures/form.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { decryptionKeys, fails, loginParts, memoryLedger, memoryMappings, pseudonymizer } from "../memory.ts";
import { addedBy, later, refusedBy } from "./run-step.ts";

const before = validationSequence<LoginAttempt>(loginParts())
  .followedBy(matchRequest(memoryLedger()))
  .followedBy(readIdentity(pseudonymizer, decryptionKeys))
  .followedBy(resolveRoles(memoryMappings()));

const client = { ip: "192.0.2.7", userAgent: "Browser/1.0", requestId: "request-1" };

/** What is known of a login when it comes to be recorded. */
async function reached(options: ResponseOptions = {}, now = NOW, configuration = testConfiguration()) {
  const form = { method: "POST", ...asForm(buildResponse(options).xml) };
  const ids = { correlationId: "01K0000000000000000000000A", attemptId: "01K0000000000000000000000B" };
  const outcome = await before.run({ form, now, configuration, client, requestCookie: null, ...ids });
  if (outcome.outcome === "refused") throw outcome.refusal;
  return outcome.known;
}

/** A step whose ledger and identities note what they are given. */
function noting(overrides: Partial<Records> = {}) {
  const records: LoginRecord[] = [];
  const remembered: Identity[] = [];
  const order: string[] = [];
  const producer = createProducer("01K0000000000000000000000P");
  const step = recordLogin({
    ledger: {
      async recordLogin(record) {
        order.push("ledger");
        records.push(record);
        return { recorded: true, pending: { pk: "the-record" } };
      },
    },
    identities: {
      async remember(identities) {
        order.push("identities");
        remembered.push(...identities);
      },
    },
    pseudonymizer,
    producer,
    ...overrides,
  });
  return { step, records, remembered, order, producer };
}

describe("record-login", () => {
  test("writes one record, with the events that are still to be published in it", async () => {
    const { step, records } = noting();
    const known = await reached();
    const { events, pending, session } = await addedBy(step, known);
    expect(pending).toEqual({ pk: "the-record" });
    expect(records).toEqual([
      {
        issuer: "https://idp.acme.example/saml",
        assertionId: "_assertion-0001",
        attemptId: known.attemptId,
        recordedAt: NOW,
        acceptableUntil: expect.any(Date),
        events,
      },
    ]);
    expect(events.map(({ metadata: { type, producer } }) => [type, producer.sequence])).toEqual([
      ["Login Succeeded", 1],
      ["Roles Mapped", 2],
    ]);
    for (const { metadata, data } of events) {
      expect(metadata).toMatchObject({ correlationId: known.correlationId, occurredAt: NOW.toISOString() });
      expect(data).toMatchObject({ subject: known.person.subject });
      expect(JSON.stringify(data)).toContain(session.id);
    }
  });

  test("keeps the record for as long as the assertion could be accepted: its own end, and the provider's clock skew", async () => {
    const { step, records } = noting();
    const known = await reached();
    await addedBy(step, { ...known, provider: { ...known.provider, clockSkewSeconds: 120 } });
    expect(records[0]?.acceptableUntil).toEqual(later(known.acceptableUntil, 120));
  });

  test("times the steps before it in the event", async () => {
    const { step } = noting();
    const earlier = [{ name: "read-form" as const, ms: 1.5 }];
    const { events } = await step.run(await reached(), { refuse: refusalOf("record-login"), earlier });
    expect(events[0]?.data).toMatchObject({ steps: earlier });
  });

  test("remembers who is behind each pseudonym first, so that no record speaks of somebody unknown", async () => {
    const { step, remembered, order } = noting();
    await addedBy(step, await reached({ roles: ["admin", "gardener"] }));
    expect(order).toEqual(["identities", "ledger"]);
    expect(remembered.map(({ kind, value }) => [kind, value])).toEqual([
      ["subject", "ada@acme.example"],
      ["address", "192.0.2.7"],
      ["user-agent", "Browser/1.0"],
      ["role-value", "gardener"],
    ]);
  });

  test("puts none of that into the events", async () => {
    const { step } = noting();
    const { events } = await addedBy(step, await reached({ roles: ["admin", "gardener"] }));
    for (const personal of ["ada@", "Lovelace", "192.0.2.7", "Browser", "gardener"])
      expect(JSON.stringify(events)).not.toContain(personal);
  });
});

describe("record-login makes the session", () => {
  const sessionOf = async (...known: Parameters<typeof reached>) =>
    (await addedBy(noting().step, await reached(...known))).session;

  test("of the person, with the roles that were granted", async () => {
    const known = await reached({ roles: ["admin", "gardener"] });
    const { session } = await addedBy(noting().step, known);
    expect(session).toEqual({
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      subject: known.person.subject,
      displayName: "Ada Lovelace",
      identityProviderId: "acme",
      samlRoles: ["admin"],
      issuedAt: NOW,
      expiresAt: later(NOW, 3600),
    });
  });

  const ending = (seconds: number): ResponseOptions => ({
    change: ({ assertion }) => {
      const [statement] = assertion?.authnStatements ?? [];
      if (statement) statement.sessionNotOnOrAfter = instant(NOW, seconds * 1000);
    },
  });

  test("for as long as is configured", async () => {
    const configuration = testConfiguration({ session: { minutes: 15 } });
    expect((await sessionOf({}, NOW, configuration)).expiresAt).toEqual(later(NOW, 900));
  });

  test("no longer than the provider's own session, clock skew added, where that ends earlier", async () => {
    expect((await sessionOf(ending(600))).expiresAt).toEqual(later(NOW, 660));
    expect((await sessionOf(ending(3539))).expiresAt).toEqual(later(NOW, 3599));
    expect((await sessionOf(ending(3541))).expiresAt).toEqual(later(NOW, 3600));
  });

  test("that is not over before it began, where only the skew let it pass", async () => {
    expect((await sessionOf(ending(-59))).expiresAt).toEqual(later(NOW, 1));
  });
});

describe("record-login lets nobody in without a record", () => {
  test("and refuses as a replay an assertion that was recorded before, giving back its events' numbers", async () => {
    const { step, producer } = noting({ ledger: memoryLedger() });
    const known = await reached();
    await addedBy(step, known);
    expect(await refusedBy(step, known)).toMatchObject({
      step: "record-login",
      reason: "replay",
      problem: "assertion-used-before",
    });
    expect([producer.next(), producer.next(), producer.next()]).toEqual([3, 4, 5]);
  });

  test("and has one winner among ten at once", async () => {
    const { step } = noting({ ledger: memoryLedger() });
    const known = await reached();
    const ended = await Promise.allSettled(Array.from({ length: 10 }, () => addedBy(step, known)));
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("and refuses where the ledger fails; the numbers stay taken, since the record may have been written", async () => {
    const { step, producer } = noting({ ledger: { recordLogin: fails } });
    expect(await refusedBy(step, await reached())).toMatchObject({
      reason: "ledger-unavailable",
      problem: "login-record",
      cause: new Error("it does not answer"),
    });
    expect(producer.next()).toBe(3);
  });

  test("and refuses where the names cannot be kept, before the ledger is asked; the numbers are given back", async () => {
    const { step, producer, records } = noting({ identities: { remember: fails } });
    expect(await refusedBy(step, await reached())).toMatchObject({
      reason: "dependency-unavailable",
      problem: "identities",
    });
    expect(records).toEqual([]);
    expect(producer.next()).toBe(1);
  });
});
