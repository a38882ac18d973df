/** Every attack against the whole login: each is refused exactly where and why it says. */
import { describe, expect, test } from "@jest/globals";
import { RULES } from "../../lib/saml/inspection/rules.ts";
import { assail } from "./assail.ts";
import { ALL_ATTACKS, FAMILIES } from "./families.ts";
import { AS_ADA, AS_EVE, adas, eves } from "./ingredients.ts";

describe.each(FAMILIES)("$title", ({ attacks }) => {
  test.each(attacks)("$name is stopped by its guard", async ({ build, stoppedBy }) => {
    const { step, reason, problem } = stoppedBy;
    expect(await assail(build())).toEqual({ step, reason, problem });
  });
});

describe("the attacks", () => {
  test("start from messages that are let in when they are left alone", async () => {
    for (const sign of ["assertion", "response", "both"] as const) {
      expect(await assail({ xml: eves({ sign }) })).toEqual({ admits: AS_EVE });
      expect(await assail({ xml: adas({ sign }) })).toEqual({ admits: AS_ADA });
      expect(await assail({ xml: adas({ sign, encrypt: {} }) })).toEqual({ admits: AS_ADA });
    }
  });

  test("have names of their own", () => {
    const names = ALL_ATTACKS.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("need every rule of inspection: each is the guard of at least one", () => {
    const guards = new Set<string>(ALL_ATTACKS.map(({ stoppedBy }) => stoppedBy.guard));
    expect(RULES.map(({ name }) => name).filter((name) => !guards.has(`rule ${name}`))).toEqual([]);
  });
});
