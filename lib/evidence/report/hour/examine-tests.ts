/** Runs every criterion's tests over the events of one hour: what they tell, and what they leave open for the period. */
import {
  at,
  type Criterion,
  cannotBeExamined,
  type HourExamination,
  type PopulationTest,
  type Tell,
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
  readonly test: PopulationTest;
  readonly examination: HourExamination | null;
  readonly told: Told[];
  readonly tell: Tell;
  events: number;
}

const NONE: readonly Running[] = [];

/** A class, as all that every event comes by: functions made anew each hour are compiled anew as often. */
export class HourTests {
  readonly #context: TestContext;
  readonly #all: readonly Running[];
  readonly #byType = new Map<string, Running[]>();

  constructor(criteria: readonly Criterion[], context: TestContext) {
    this.#context = context;
    this.#all = criteria.flatMap(({ tests }) => tests.flatMap((test) => this.#start(test)));
    for (const running of this.#all) {
      for (const type of running.test.types) this.#byType.set(type, [...(this.#byType.get(type) ?? []), running]);
    }
  }

  #start(test: PopulationTest): Running[] {
    const told: Told[] = [];
    const tell = (each: Told) => void told.push(each);
    const examination = test.startHour?.(tell, this.#context) ?? null;
    return examination || test.each ? [{ test, examination, told, tell, events: 0 }] : [];
  }

  see(sealed: SeenEvent): void {
    for (const running of this.#byType.get(sealed.event.metadata.type) ?? NONE) {
      running.events += 1;
      try {
        if (running.examination) running.examination.see(sealed);
        else running.test.each?.(sealed, running.tell, this.#context);
      } catch (error) {
        running.told.push({ ...at(sealed), what: cannotBeExamined(error) });
      }
    }
  }

  finish(): ExaminedTests {
    const seen = this.#all.filter(({ events }) => events > 0);
    return Object.fromEntries(
      seen.map(({ test, examination, told, events }) => {
        const left = examination?.left?.() ?? null;
        return [test.id, { events, told, ...(left === null ? {} : { left }) }];
      }),
    );
  }
}
