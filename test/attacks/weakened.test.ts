/**
 * Every attack against a login that lacks the guard which stopped it: something else happens then, so that nobody can lose the
 * guard without a red test. Of what a rule of inspection stops, also what the readings make of it when there is no rule at all.
 */
import { describe, expect, test } from "@jest/globals";
import { assail } from "./assail.ts";
import { ALL_ATTACKS, FAMILIES } from "./families.ts";
import { AS_ADA, adas } from "./ingredients.ts";

describe.each(FAMILIES)("$title", ({ attacks }) => {
  test.each(attacks)("$name is not stopped so without its guard", async ({ build, stoppedBy, behindIt }) => {
    const { guard, step, reason, problem } = stoppedBy;
    const without = await assail(build(), guard);
    expect(without).toEqual(behindIt);
    expect(without).not.toEqual({ step, reason, problem });
  });
});

describe("without any rule of inspection", () => {
  const stoppedByRules = ALL_ATTACKS.filter(({ stoppedBy }) => stoppedBy.guard.startsWith("rule "));

  test.each(stoppedByRules)("$name meets the readings and the steps after them", async (attack) => {
    expect(await assail(attack.build(), "every rule")).toEqual(attack.withoutInspection);
  });

  test("nobody whom Eve forged gets in: what the readings agree on is what was signed", () => {
    const admitted = stoppedByRules.map(({ withoutInspection }) => withoutInspection);
    expect(admitted).not.toContainEqual({ admits: AS_ADA });
  });
});

test("a login from which nothing is taken away lets in whom the whole login does", async () => {
  expect(await assail({ xml: adas() }, "rule of-no-such-name")).toEqual({ admits: AS_ADA });
});
