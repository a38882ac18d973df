import { describe, expect, test } from "@jest/globals";
import { decide } from "../../../lib/roles/pruning/decide.ts";
import type { HealthCheck, HealthReading } from "../../../lib/roles/pruning/decision.ts";
import { aMapping, aQuestion, decisionsOf, healthy, inUse, marked, policyOf, verdict } from "./mappings.ts";

const OTHERS = inUse(19);

function healthWith(check: HealthCheck, gaps: number | null): readonly HealthReading[] {
  return healthy.map((reading) => (reading.check === check ? { check, gaps, detail: `gaps: ${gaps}` } : reading));
}

describe("pipeline-gap: a run that cannot know does nothing at all", () => {
  test.each(["pending-events", "dead-letters", "missing-hours", "open-findings"] as const)("%s", (check) => {
    const mappings = [...OTHERS, marked("due"), aMapping("unused")];
    const plan = decide(aQuestion(mappings, { health: healthWith(check, 3) }));
    expect(plan).toMatchObject({ outcome: "refused", reason: check, detail: "gaps: 3", withheld: [] });
    const kinds = decisionsOf(decide(aQuestion(mappings))).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["mark", "prune"]));
  });

  test("a check that could not be made is a gap", () => {
    const plan = decide(aQuestion([...OTHERS, marked("due")], { health: healthWith("dead-letters", null) }));
    expect(plan).toMatchObject({ outcome: "refused", reason: "evidence-unavailable" });
  });

  test("no gap matters where nothing is up: a young installation has no past to miss", () => {
    const plan = decide(aQuestion(OTHERS, { health: healthWith("missing-hours", 2000) }));
    expect(plan.outcome).toBe("act");
  });
});

describe("caps: a run above them does nothing at all", () => {
  const due = ["a", "b", "c"].map((id) => marked(id));

  test("cap-by-number", () => {
    const policy = policyOf({ maximumPerRun: 2, maximumShare: 1 });
    const plan = decide(aQuestion([...OTHERS, ...due], { policy }));
    expect(plan).toMatchObject({ outcome: "refused", reason: "maximum-per-run" });
    const enough = policyOf({ maximumPerRun: 3, maximumShare: 1 });
    expect(decide(aQuestion([...OTHERS, ...due], { policy: enough })).outcome).toBe("act");
  });

  test("cap-by-share", () => {
    const policy = policyOf({ maximumShare: 0.1 });
    const plan = decide(aQuestion([...OTHERS, ...due], { policy }));
    expect(plan).toMatchObject({ outcome: "refused", reason: "maximum-share" });
    expect(plan.outcome === "refused" && plan.detail).toContain("3 of 22");
    expect(decide(aQuestion([...inUse(27), ...due], { policy })).outcome).toBe("act");
  });

  test("never more is marked than a later run may prune, so missed runs do not add up to a refusal", () => {
    const unused = Array.from({ length: 8 }, (_, index) => aMapping(`unused-${index}`));
    const decisions = decisionsOf(decide(aQuestion([...inUse(22), ...unused], { policy: policyOf() })));
    const verdicts = decisions.filter(({ mapping }) => mapping.id.startsWith("unused")).map(verdict);
    expect(verdicts.filter((each) => each === "mark")).toHaveLength(3);
    expect(verdicts.filter((each) => each === "keep: cap-by-share")).toHaveLength(5);
  });
});

test("dry-run: the decisions are the same, and nobody is to act on them", () => {
  const mappings = [...OTHERS, marked("due")];
  const real = decide(aQuestion(mappings));
  const dry = decide(aQuestion(mappings, { policy: policyOf({ dryRun: true }) }));
  expect([real.outcome, dry.outcome]).toEqual(["act", "dry-run"]);
  expect(decisionsOf(dry)).toEqual(decisionsOf(real));
});
