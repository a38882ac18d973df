/** Runs every criterion's tests over one stream of events, and keeps their exceptions. */
import { csvLine, LINE_END } from "../../csv/write-csv.ts";
import {
  at,
  type Criterion,
  type Examination,
  type PeriodFacts,
  type PopulationTest,
  type Tell,
  type TestContext,
} from "./criterion.ts";
import { type Exception, type ExceptionState, LISTED_EXCEPTIONS, type Section, type TestResult } from "./report.ts";
import type { SealedEvent } from "./sealed-events.ts";
import type { Spool } from "./spool.ts";

const STATES: readonly ExceptionState[] = ["open", "explained", "closed"];

interface Running {
  readonly test: PopulationTest;
  readonly examination: Examination;
  readonly tell: Tell;
  readonly listed: Record<ExceptionState, Exception[]>;
  readonly counts: Record<ExceptionState, number>;
  examined: number;
}

function start(test: PopulationTest, criterion: string, context: TestContext, all: Spool): Running {
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
  return { test, examination: test.start(tell, context), tell, listed, counts, examined: 0 };
}

async function resultOf(
  { test, examination, listed, counts, examined }: Running,
  facts: PeriodFacts,
): Promise<TestResult> {
  const outcome = (await examination.finish?.(facts)) ?? {};
  const parameters = Object.entries(test.parameters ?? {});
  const told = STATES.some((state) => counts[state] > 0);
  return {
    id: test.id,
    asks: test.asks,
    parameters: Object.fromEntries(
      parameters.map(([name, value]) => [name, typeof value === "object" ? [...value] : value]),
    ),
    populations: [...test.populations],
    examined: outcome.examined ?? examined,
    unit: test.unit ?? "events",
    result: outcome.notRun !== undefined ? "not-run" : told ? "exceptions" : "passed",
    notRun: outcome.notRun ?? null,
    exceptions: { ...counts },
    listed: STATES.flatMap((state) => listed[state]).slice(0, LISTED_EXCEPTIONS),
  };
}

export interface TestRun {
  see(sealed: SealedEvent): void;
  finish(facts: PeriodFacts): Promise<readonly Section[]>;
}

/** @param all takes every exception, as CSV */
export function runTests(criteria: readonly Criterion[], context: TestContext, all: Spool): TestRun {
  all.write(csvLine(["criterion", "test", "exception", "state", "hour", "event_id", "what", "note"]) + LINE_END);
  const sections = criteria.map((criterion) => ({
    criterion,
    running: criterion.tests.map((test) => start(test, criterion.id, context, all)),
  }));
  const byType = new Map<string, Running[]>();
  for (const running of sections.flatMap((each) => each.running)) {
    for (const type of running.test.types) byType.set(type, [...(byType.get(type) ?? []), running]);
  }
  return {
    see(sealed) {
      for (const running of byType.get(sealed.event.metadata.type) ?? []) {
        running.examined += 1;
        try {
          running.examination.see?.(sealed);
        } catch (error) {
          // An event whose data is not of the shape that its type has: never passed over.
          running.tell({ ...at(sealed), what: `cannot be examined: ${(error as Error).message}` });
        }
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
