import { expect, test } from "@jest/globals";
import { STEP_NAMES } from "../../lib/events/vocabulary.ts";
import { type LoginParts, loginSequence, validationSequence } from "../../lib/saml/login-sequence.ts";

const parts = {} as LoginParts;

test("a login runs every step of the contract's table, in the table's order", () => {
  expect(loginSequence(parts).names).toEqual(STEP_NAMES);
});

test("validation alone is the part of it that needs no state", () => {
  const names = validationSequence(parts).names;
  expect(names).toEqual(STEP_NAMES.slice(0, STEP_NAMES.indexOf("match-request")));
});
