/** Every reason of every step, reached by a login: by what its response says, or by what it meets. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { type Reason, STEP_NAMES, STEPS, type StepName } from "../../lib/events/vocabulary.ts";
import { FLAWS, type FlawName } from "../fixtures/flaws.ts";
import { CIRCUMSTANCES, type CircumstanceName } from "./circumstances.ts";
import { refusalOf } from "./drive-login.ts";

const flaws = Object.keys(FLAWS) as FlawName[];
const circumstances = Object.keys(CIRCUMSTANCES) as CircumstanceName[];

describe("a login", () => {
  test("without a flaw goes through", async () => {
    expect(await refusalOf()).toBeNull();
  });

  test.each(flaws)("is refused for its response's flaw: %s", async (name) => {
    const { step, reason } = FLAWS[name];
    expect(await refusalOf({ flaws: [name] })).toMatchObject({ step, reason });
  });

  test.each(circumstances)("with a right response is refused for %s", async (name) => {
    const { step, reason, meet } = CIRCUMSTANCES[name];
    expect(await meet()).toMatchObject({ step, reason });
  });
});

/**
 * The reasons for which a response would have to deceive the first reading and not the second. None that does is known; these
 * tests hand the step what the sequence never would.
 */
const BEYOND_A_LOGIN = [
  ["verify-with-samlify", "signature-missing", "steps/verify-with-samlify.test.ts"],
  ["verify-with-samlify", "signature-structure", "steps/verify-with-samlify.test.ts"],
  ["verify-with-samlify", "untrusted-certificate", "steps/verify-with-samlify.test.ts"],
  ["compare-readings", "readings-disagree", "steps/compare-readings.test.ts"],
] as const satisfies readonly (readonly [StepName, Reason, string])[];

describe("of the contract's table", () => {
  const reached = [
    ...[...Object.values(FLAWS), ...Object.values(CIRCUMSTANCES)].map(({ step, reason }) => `${step} ${reason}`),
    ...BEYOND_A_LOGIN.map(([step, reason]) => `${step} ${reason}`),
  ];

  test.each(STEP_NAMES)("every reason of %s is reached", (step) => {
    expect(STEPS[step].filter((reason) => !reached.includes(`${step} ${reason}`))).toEqual([]);
  });

  test("internal, which any step may give, is reached", () => {
    expect(reached.some((each) => each.endsWith(" internal"))).toBe(true);
  });

  test.each(BEYOND_A_LOGIN)("%s %s is asserted in %s", (_step, reason, file) => {
    expect(readFileSync(new URL(file, import.meta.url), "utf8")).toContain(`reason: "${reason}"`);
  });
});
