/** Joins what every criterion's tests found hour by hour, and keeps their exceptions. */
import { csvLine, LINE_END } from "../../csv/write-csv.ts";
import type { Hour } from "../hours.ts";
import type { Criterion, PeriodContext, PeriodExamination, PeriodFacts, PopulationTest, Tell } from "./criterion.ts";
import type { ExaminedTests } from "./hour/examine-tests.ts";
import { type Exception, type ExceptionState, LISTED_EXCEPTIONS, type Section, type TestResult } from "./report.ts";
import type { Spool } from "./spool.ts";

const STATES: readonly ExceptionState[] = ["open", "explained", "closed"];

interface Running {
  readonly test: PopulationTest;
  readonly examination: PeriodExamination;
  readonly tell: Tell;
  readonly listed: Record<ExceptionState, Exception[]>;
  readonly counts: Record<ExceptionState, number>;
  examined: number;
}

function start(test: PopulationTest, criterion: string, context: PeriodContext, all: Spool): Running {
  const listed: Running["listed"] = { open: [], explained: [], closed: [] };
  const counts: Running["counts"] = { open: 0, explained: 0, closed: 0 };
  let number = 0;
  const tell: Tell = ({ what, state = "open", note = null, hour = null, eventId = null }) => {
    number += 1;
    const exception: Exception = { id: `${test.id}#${number}`, state, what, note, hour, eventId };
    counts[state] += 1;
    if (listed[state].length < LISTED_EXCEPTIONS) listed[state].push(exception);
    all.write(
      csvLine([criterion, test.id, exception.id, state, hour ?? "", eventId ?? "", what, note ?? ""]) + LINE_END,
    );
  };
  return { test, examination: test.startPeriod?.(tell, context) ?? {}, tell, listed, counts, examined: 0 };
}

async function resultOf(
  { test, examination, listed, counts, examined }: Running,
  facts: PeriodFacts,
): Promise<TestResult> {
  const outcome = (await examination.finish?.(facts)) ?? {};
  const parameters = Object.entries(test.parameters ?? {});
  const told = STATES.some((state) => counts[state] > 0);
  const seen = outcome.examined ?? examined;
  // What the test asks about may be in what could not be read: then nobody knows that there was nothing.
  const unknown = seen === 0 && !told && facts.unread.length > 0 ? "nothing of the kind could be read" : undefined;
  const notRun = outcome.notRun ?? unknown;
  return {
    id: test.id,
    asks: test.asks,
    parameters: Object.fromEntries(
      parameters.map(([name, value]) => [name, typeof value === "object" ? [...value] : value]),
    ),
    populations: [...test.populations],
    examined: seen,
    unit: test.unit ?? "events",
    result: notRun !== undefined ? "not-run" : told ? "exceptions" : seen === 0 ? "nothing-to-examine" : "passed",
    notRun: notRun ?? null,
    exceptions: { ...counts },
    listed: STATES.flatMap((state) => listed[state]).slice(0, LISTED_EXCEPTIONS),
  };
}

export interface TestRun {
  /** Hours are joined in their order. */
  join(examined: ExaminedTests, hour: Hour): void;
  finish(facts: PeriodFacts): Promise<readonly Section[]>;
}

/** @param all takes every exception, as CSV */
export function joinTests(criteria: readonly Criterion[], context: PeriodContext, all: Spool): TestRun {
  all.write(csvLine(["criterion", "test", "exception", "state", "hour", "event_id", "what", "note"]) + LINE_END);
  const sections = criteria.map((criterion) => ({
    criterion,
    running: criterion.tests.map((test) => start(test, criterion.id, context, all)),
  }));
  return {
    join(examined, hour) {
      for (const running of sections.flatMap((section) => section.running)) {
        const own = examined[running.test.id];
        if (!own) continue;
        running.examined += own.events;
        for (const told of own.told) running.tell(told);
        if (own.left !== undefined) running.examination.join?.(own.left, hour);
      }
    },
    async finish(facts) {
      const finished: Section[] = [];
      for (const { criterion, running } of sections) {
        const tests: TestResult[] = [];
        for (const each of running) tests.push(await resultOf(each, facts));
        const { id, title, claim, limits } = criterion;
        finished.push({ criterion: id, title, claim, limits, tests });
      }
      return finished;
    },
  };
}
