/** Runs every criterion's tests over given events, as a period of two sealed hours would. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TrailEvent } from "../../../../lib/events/catalogue.ts";
import { type Hour, hoursLater, startOf } from "../../../../lib/evidence/hours.ts";
import { SOC2 } from "../../../../lib/evidence/report/criteria/soc2.ts";
import type { People, PeriodFacts } from "../../../../lib/evidence/report/criterion.ts";
import { HourTests } from "../../../../lib/evidence/report/hour/examine-tests.ts";
import { joinTests } from "../../../../lib/evidence/report/join-tests.ts";
import type { TestResult } from "../../../../lib/evidence/report/report.ts";
import { createSpool } from "../../../../lib/evidence/report/spool.ts";
import type { HourSeal } from "../../../../lib/evidence/seal.ts";

export const HOUR: Hour = "2026-08-03T12";

/** An hour's seal, as far as tests look at one. */
export function aSeal(hour: Hour, seal: Partial<HourSeal> = {}): HourSeal {
  const window = { from: startOf(hour).toISOString(), to: startOf(hoursLater(hour, 1)).toISOString() };
  const counts = { byHour: {}, byType: {}, byReason: {}, byIdentityProvider: {}, byRole: {} };
  const empty = {
    window,
    sealedAt: window.to,
    codeVersion: "1.0.0+abc",
    counts,
    findings: [],
    conflicts: [],
    objects: [],
  };
  return { ...empty, ...seal } as unknown as HourSeal;
}

const FACTS: PeriodFacts = {
  seals: [aSeal("2026-08-03T11"), aSeal(HOUR), aSeal("2026-08-03T13")],
  coverage: [],
  unread: [],
  gaps: [],
  producers: 0,
  counted: { byType: {}, byReason: {}, byRole: {} },
  accessLog: null,
};

/** @returns the result of one test over events that all were sealed in `HOUR` */
export async function resultOf(
  id: string,
  events: readonly TrailEvent[],
  { people = null, ...facts }: Partial<PeriodFacts> & { readonly people?: People | null } = {},
): Promise<TestResult> {
  const spool = createSpool(join(mkdtempSync(join(tmpdir(), "samltrail-tests-")), "exceptions.csv"));
  const hour = new HourTests(SOC2, { people });
  for (const event of events) hour.see({ event, hour: HOUR, leaf: "0".repeat(64) });
  const run = joinTests(SOC2, { people, logins: events.length }, spool);
  // Hours are examined in other threads, and kept.
  run.join(JSON.parse(JSON.stringify(hour.finish())), HOUR);
  const sections = await run.finish({ ...FACTS, ...facts });
  spool.close();
  const found = sections.flatMap(({ tests }) => tests).find((test) => test.id === id);
  if (!found) throw new Error(`there is no test ${id}`);
  return found;
}

/** State and words of each exception. */
export async function told(...args: Parameters<typeof resultOf>): Promise<readonly string[]> {
  return (await resultOf(...args)).listed.map(({ state, what }) => `${state}: ${what}`);
}
