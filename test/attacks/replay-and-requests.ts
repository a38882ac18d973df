/** A genuine message at another time, in another browser, or as an answer to another request. */

import { NOW } from "../fixtures/configuration.ts";
import { instant, MINUTE } from "../fixtures/draft.ts";
import { encryptElement } from "../fixtures/encrypt.ts";
import { rightEncryption } from "../fixtures/encryption-draft.ts";
import { authnStatementOf, conditionsOf, confirmationDataOf } from "../fixtures/flaws/flaw.ts";
import { MARK, outstandingRequest } from "../saml/memory.ts";
import { type Attack, admits, byStep, next } from "./attack.ts";
import { AS_ADA, AS_EVE, adas, assertionIn, eves, SAML, swap } from "./ingredients.ts";

export const REPLAY_AND_REQUESTS: readonly Attack[] = [
  {
    name: "expired",
    description: "A stolen assertion whose time is over, in a Response of today",
    reference: "saml-core-2.0 §2.5.1.2",
    build: () => ({
      xml: adas({
        sign: "assertion",
        change: (draft) => {
          confirmationDataOf(draft).notOnOrAfter = instant(NOW, -2 * MINUTE);
          conditionsOf(draft).notOnOrAfter = instant(NOW, -2 * MINUTE);
        },
      }),
    }),
    stoppedBy: byStep("check-subject-confirmation", "expired", "confirmation-not-on-or-after"),
    behindIt: next("check-conditions", "expired", "conditions-not-on-or-after"),
  },
  {
    name: "conditions-expired",
    description: "The confirmation still holds, the conditions do not",
    reference: "saml-core-2.0 §2.5.1.2",
    build: () => ({
      xml: adas({
        change: (draft) => {
          conditionsOf(draft).notOnOrAfter = instant(NOW, -2 * MINUTE);
        },
      }),
    }),
    stoppedBy: byStep("check-conditions", "expired", "conditions-not-on-or-after"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "confirmation-without-end",
    description: "A bearer confirmation that never ends",
    reference: "saml-profiles-2.0 §4.1.4.2",
    build: () => ({
      xml: adas({
        change: (draft) => {
          confirmationDataOf(draft).notOnOrAfter = null;
        },
      }),
    }),
    stoppedBy: byStep("check-subject-confirmation", "subject-confirmation", "no-not-on-or-after"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "session-over",
    description: "The session at the provider has ended",
    reference: "saml-core-2.0 §2.7.2",
    build: () => ({
      xml: adas({
        change: (draft) => {
          authnStatementOf(draft).sessionNotOnOrAfter = instant(NOW, -2 * MINUTE);
        },
      }),
    }),
    stoppedBy: byStep("check-authn-statement", "session-expired", "session-not-on-or-after"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "replay",
    description: "A message that was used is posted again",
    reference: "saml-profiles-2.0 §4.1.4.5",
    build: () => ({ xml: adas({ sign: "assertion" }), earlier: [adas({ sign: "assertion" })] }),
    stoppedBy: byStep("record-login", "replay", "assertion-used-before"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "replay-under-another-response",
    description: "A used assertion is posted again in a Response with another ID, another time and no signature",
    reference: "saml-profiles-2.0 §4.1.4.5",
    build: () => ({
      xml: adas({ sign: "assertion", responseId: "_another" }).replace(
        / IssueInstant="[^"]*"/,
        ' IssueInstant="2026-08-03T10:00:01Z"',
      ),
      earlier: [adas({ sign: "assertion" })],
    }),
    stoppedBy: byStep("record-login", "replay", "assertion-used-before"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "replay-in-an-envelope",
    description: "A used assertion is posted again, encrypted to the service by Eve",
    reference: "saml-profiles-2.0 §4.1.4.5",
    build() {
      const xml = adas({ sign: "assertion" });
      const assertion = assertionIn(xml);
      const encrypted = encryptElement(assertion, rightEncryption());
      const envelope = `<saml:EncryptedAssertion xmlns:saml="${SAML}">${encrypted}</saml:EncryptedAssertion>`;
      return { xml: swap(xml, assertion, envelope), earlier: [xml] };
    },
    stoppedBy: byStep("record-login", "replay", "assertion-used-before"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "unsolicited-where-refused",
    description: "A stolen unsolicited message, where the policy refuses those",
    reference: "saml-profiles-2.0 §4.1.5",
    build: () => ({ xml: adas(), policy: { mayStartLogin: false } }),
    stoppedBy: byStep("match-request", "unsolicited", "unsolicited-response"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "unsolicited-dressed-as-an-answer",
    description:
      "Around a stolen unsolicited assertion Eve writes an unsigned Response that answers a request of her own",
    reference: "saml-profiles-2.0 §4.1.4.2",
    build: () => ({
      xml: adas({
        sign: "assertion",
        change: (draft) => {
          draft.response.inResponseTo = "_request-0001";
        },
      }),
      policy: { mayStartLogin: false },
      requests: [outstandingRequest()],
      requestCookie: MARK,
    }),
    stoppedBy: byStep("check-subject-confirmation", "in-response-to", "not-in-confirmation"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "response-to-a-request-of-eves",
    description: "A stolen answer to Ada's request, in a Response that names a request of Eve's",
    reference: "saml-profiles-2.0 §4.1.4.3",
    build: () => ({
      xml: adas({
        sign: "assertion",
        inResponseTo: "_adas-request",
        change: (draft) => {
          draft.response.inResponseTo = "_request-0001";
        },
      }),
      requests: [outstandingRequest(), outstandingRequest({ id: "_adas-request", browserHash: "0".repeat(64) })],
      requestCookie: MARK,
    }),
    stoppedBy: byStep("check-subject-confirmation", "in-response-to", "response-and-confirmation-differ"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "stolen-answer-in-another-browser",
    description: "A stolen answer to Ada's request is posted from Eve's browser",
    reference: "saml-profiles-2.0 §4.1.4.3; login without binding to the browser, Armando et al. 2011",
    build: () => ({
      xml: adas({ inResponseTo: "_request-0001" }),
      requests: [outstandingRequest()],
      requestCookie: "the-mark-of-another-browser-that-began-it-00",
    }),
    stoppedBy: byStep("match-request", "browser-mismatch", "other-browser"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "login-forced-on-a-victim",
    description: "Eve has Ada's browser post an answer to Eve's own request, to have Ada work in Eve's account",
    reference: "Barth et al., Robust Defenses for CSRF, CCS 2008",
    build: () => ({ xml: eves({ inResponseTo: "_request-0001" }), requests: [outstandingRequest()] }),
    stoppedBy: byStep("match-request", "browser-mismatch", "no-request-cookie"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "answer-to-a-request-to-another-provider",
    description: "Acme answers a request that was sent to globex",
    reference: "Fett et al., identity provider mix-up, CCS 2016",
    build: () => ({
      xml: adas({ inResponseTo: "_request-0001" }),
      requests: [outstandingRequest({ identityProviderId: "globex" })],
      requestCookie: MARK,
    }),
    stoppedBy: byStep("match-request", "in-response-to", "request-to-another-provider"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "answer-to-a-request-that-nobody-sent",
    description: "The message answers a request that nobody sent",
    reference: "saml-profiles-2.0 §4.1.4.3",
    build: () => ({ xml: adas({ inResponseTo: "_invented" }) }),
    stoppedBy: byStep("match-request", "in-response-to", "unknown-request"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "request-answered-twice",
    description: "A second assertion answers a request that was answered",
    reference: "saml-profiles-2.0 §4.1.4.3",
    build: () => ({
      xml: adas({ inResponseTo: "_request-0001", assertionId: "_assertion-0002" }),
      earlier: [adas({ inResponseTo: "_request-0001" })],
      requests: [outstandingRequest()],
      requestCookie: MARK,
    }),
    stoppedBy: byStep("match-request", "in-response-to", "already-answered"),
    behindIt: admits(AS_ADA),
  },
];
