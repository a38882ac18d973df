/** Random histories of use, losses, opt-outs and gaps: whatever happens, pruning harms nobody. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { daysBefore } from "../../../lib/roles/pruning/days.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { policyOf } from "./mappings.ts";
import { type Day, type Happening, type History, type Night, simulate } from "./simulation.ts";

const happening = fc.oneof(
  { weight: 14, arbitrary: fc.constant<Happening>("nothing") },
  { weight: 2, arbitrary: fc.constantFrom<Happening>("used", "used-lost-to-table", "used-lost-to-second") },
  { weight: 1, arbitrary: fc.constantFrom<Happening>("opt-out", "protected") },
);

const day: fc.Arbitrary<Day> = fc.record({
  gap: fc.integer({ min: 0, max: 39 }).map((number) => number === 39),
  secondSourceDown: fc.integer({ min: 0, max: 9 }).map((number) => number === 9),
  happenings: fc.array(happening, { minLength: 1, maxLength: 9 }),
});

const history: fc.Arbitrary<History> = fc.record({
  policy: fc
    .record({
      dryRun: fc.integer({ min: 0, max: 7 }).map((number) => number === 7),
      minimumAgeDays: fc.integer({ min: 1, max: 30 }),
      unusedDays: fc.integer({ min: 1, max: 8 }),
      waitDays: fc.integer({ min: 1, max: 5 }),
      maximumPerRun: fc.integer({ min: 1, max: 4 }),
      maximumShare: fc.constantFrom(0.2, 0.5, 1),
    })
    .map(policyOf),
  accounts: fc.array(fc.constantFrom("111111111111", "222222222222", "333333333333"), { minLength: 1, maxLength: 9 }),
  days: fc.array(day, { minLength: 10, maxLength: 24 }),
});

/** The mappings whose status a night changed to this one. */
function turned({ before, after }: Night, status: RoleMapping["status"]): RoleMapping[] {
  return before.filter((each, index) => each.status !== status && after[index]?.status === status);
}

const granting = (mappings: readonly RoleMapping[]) =>
  mappings.filter(({ status }) => status === "active" || status === "stale");

const accountsOf = (mappings: readonly RoleMapping[]) => new Set(mappings.map(({ iamRole }) => iamRole.split(":")[4]));

let prunings = 0;
let marks = 0;

function everyNight(check: (night: Night, given: History) => void, numRuns = 40): void {
  fc.assert(
    fc.property(history, (given) => {
      for (const night of simulate(given)) check(night, given);
    }),
    { numRuns },
  );
}

test("no mapping is pruned that was used within its period, or since it was marked", () => {
  everyNight((night, { policy }) => {
    for (const mapping of turned(night, "pruned")) {
      prunings += 1;
      const last = night.trueUses.get(mapping.id)?.at(-1);
      const markedAt = new Date(mapping.stale?.markedAt ?? night.now);
      if (!last) continue;
      expect(last.getTime()).toBeLessThanOrEqual(daysBefore(night.now, policy.unusedDays).getTime());
      expect(last.getTime()).toBeLessThanOrEqual(markedAt.getTime());
    }
  }, 120);
  expect(prunings).toBeGreaterThan(30);
});

test("no account loses its last way in", () => {
  everyNight(({ before, after }) => {
    expect(accountsOf(granting(after))).toEqual(accountsOf(granting(before)));
  });
});

test("no run prunes more than its caps allow", () => {
  everyNight((night, { policy }) => {
    const pruned = turned(night, "pruned").length;
    expect(pruned).toBeLessThanOrEqual(policy.maximumPerRun);
    expect(pruned).toBeLessThanOrEqual(granting(night.before).length * policy.maximumShare);
  });
});

test("every pruning was announced by a mark, and has waited", () => {
  everyNight((night, { policy }) => {
    marks += turned(night, "stale").length;
    for (const { stale } of turned(night, "pruned")) {
      if (!stale) throw new Error("pruned without a mark");
      expect(new Date(stale.markedAt) <= daysBefore(night.now, policy.waitDays)).toBe(true);
      expect(new Date(stale.pruneAfter) <= night.now).toBe(true);
    }
  });
  expect(marks).toBeGreaterThan(10);
});

test("what is protected, opted out or too young is neither marked nor pruned", () => {
  everyNight((night, { policy }) => {
    for (const mapping of [...turned(night, "stale"), ...turned(night, "pruned")]) {
      expect(mapping.protected).toBe(false);
      expect(mapping.optOut !== null && new Date(mapping.optOut.until) > night.now).toBe(false);
      expect(new Date(mapping.createdAt ?? night.now) <= daysBefore(night.now, policy.minimumAgeDays)).toBe(true);
    }
  });
});

test("a dry run, and a run that is refused, change nothing", () => {
  everyNight(({ plan, before, after }, { policy }) => {
    if (plan.outcome !== "act") expect(after).toEqual(before);
    if (policy.dryRun) expect(plan.outcome).not.toBe("act");
  });
});

test("the same history gives the same decisions", () => {
  fc.assert(
    fc.property(history, (given) => {
      expect([...simulate(given)].map(({ plan }) => plan)).toEqual([...simulate(given)].map(({ plan }) => plan));
    }),
    { numRuns: 20 },
  );
});
