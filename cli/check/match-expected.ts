import { defineStep } from "../../lib/saml/step.ts";

/**
 * `match-request` without a ledger: `any` compares with nothing, `none` wants an unsolicited response, anything else is the ID of
 * the AuthnRequest that was sent.
 */
export const matchExpected = (expected: string) =>
  defineStep("match-request", ({ inResponseTo }: { inResponseTo: string | null }, { refuse }): object => {
    if (expected === "any" || inResponseTo === (expected === "none" ? null : expected)) return {};
    throw refuse("in-response-to", { problem: "unknown-request", found: inResponseTo ?? "none", expected });
  });
