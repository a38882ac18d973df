/** Runs every criterion's tests over the events of one hour: what they tell, and what they leave open for the period. */
import {
  at,
  type Criterion,
  cannotBeExamined,
  type HourExamination,
  type TestContext,
  type Told,
} from "../criterion.ts";
import type { SeenEvent } from "../sealed-events.ts";

/** Of one test in one hour, as JSON has it. */
interface ExaminedTest {
  readonly events: number;
  readonly told: readonly Told[];
  readonly left?: unknown;
}

/** By the test's id; tests that saw nothing are left out. */
export type ExaminedTests = Readonly<Record<string, ExaminedTest>>;

interface Running {
  readonly id: string;
  readonly examination: HourExamination;
  readonly told: Told[];
  events: number;
}

export interface HourTests {
  see(sealed: SeenEvent): void;
  finish(): ExaminedTests;
}

export function examineTests(criteria: readonly Criterion[], context: TestContext): HourTests {
  const byType = new Map<string, Running[]>();
  const all: Running[] = [];
  for (const test of criteria.flatMap(({ tests }) => tests)) {
    const told: Told[] = [];
    const examination = test.startHour?.((each) => void told.push(each), context);
    if (!examination) continue;
    const running = { id: test.id, examination, told, events: 0 };
    all.push(running);
    for (const type of test.types) byType.set(type, [...(byType.get(type) ?? []), running]);
  }
  return {
    see(sealed) {
      for (const running of byType.get(sealed.event.metadata.type) ?? []) {
        running.events += 1;
        try {
          running.examination.see(sealed);
        } catch (error) {
          running.told.push({ ...at(sealed), what: cannotBeExamined(error) });
        }
      }
    },
    finish() {
      const seen = all.filter(({ events }) => events > 0);
      return Object.fromEntries(
        seen.map(({ id, examination, told, events }) => {
          const left = examination.left?.();
          return [id, { events, told, ...(left === undefined ? {} : { left }) }];
        }),
      );
    },
  };
}
