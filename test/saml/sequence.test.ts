import { describe, expect, test } from "@jest/globals";
import { STEP_NAMES, STEPS, type StepName } from "../../lib/events/vocabulary.ts";
import { LoginRefused } from "../../lib/saml/refusal.ts";
import { sequence } from "../../lib/saml/sequence.ts";
import { defineStep } from "../../lib/saml/step.ts";

const reads = defineStep("read-form", ({ text }: { text: string }) => ({ length: text.length }));
const checks = defineStep("check-status", ({ length }: { length: number }, { refuse }) => {
  if (length > 3) throw refuse("status", { problem: "too-long", found: String(length) });
  return { short: true };
});

describe("a sequence of steps", () => {
  const steps = sequence<{ text: string }>().followedBy(reads).followedBy(checks);

  test("hands on what each step found, and times every one in order", async () => {
    const outcome = await steps.run({ text: "abc" });
    expect(outcome).toMatchObject({ outcome: "completed", known: { text: "abc", length: 3, short: true } });
    expect(outcome.steps.map(({ name }) => name)).toEqual(["read-form", "check-status"]);
    for (const { ms } of outcome.steps) expect(ms).toBeGreaterThanOrEqual(0);
  });

  test("ends at the first step that refuses, with what was known by then", async () => {
    const later = steps.followedBy(
      defineStep("check-response", () => {
        throw new Error("must not run");
      }),
    );
    const outcome = await later.run({ text: "abcd" });
    expect(outcome).toMatchObject({ outcome: "refused", step: "check-status", known: { length: 4 } });
    expect(outcome.outcome === "refused" && outcome.refusal.reason).toBe("status");
    expect(outcome.steps.map(({ name }) => name)).toEqual(["read-form", "check-status"]);
  });

  test("turns an unforeseen error into a refusal with the reason internal, its cause kept for the log", async () => {
    const cause = new TypeError("undefined is not a function");
    const broken = sequence<object>().followedBy(
      defineStep("check-response", () => {
        throw cause;
      }),
    );
    const outcome = await broken.run({});
    expect(outcome).toMatchObject({ outcome: "refused", refusal: { reason: "internal", cause } });
  });

  test("does not let a step refuse for a reason that its row of the table does not list", async () => {
    const rogue = sequence<object>().followedBy(
      defineStep("check-status", () => {
        throw new LoginRefused("replay", { problem: "not-mine" });
      }),
    );
    expect(await rogue.run({})).toMatchObject({ refusal: { reason: "internal" } });
  });

  test("runs every step inside what it is wrapped in", async () => {
    const seen: StepName[] = [];
    await steps.run({ text: "" }, (name, run) => {
      seen.push(name);
      return run();
    });
    expect(seen).toEqual(["read-form", "check-status"]);
  });
});

test("every step of the table has a row of distinct reasons", () => {
  for (const name of STEP_NAMES) expect(new Set(STEPS[name]).size).toBe(STEPS[name].length);
});
