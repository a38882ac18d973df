/** What a criterion's file says, and the words in which its tests are written. */
import type { TrailEvent } from "../../events/catalogue.ts";
import type { Hour } from "../hours.ts";
import type { HourSeal } from "../seal.ts";
import type { EventName, PopulationName } from "./populations.ts";
import type { AccessLogResult, Coverage, Exception, Gap, Unread } from "./report.ts";
import type { SeenEvent } from "./sealed-events.ts";

/** An exception before it has its number. */
export type Told = Pick<Exception, "what"> & Partial<Pick<Exception, "state" | "note" | "hour" | "eventId">>;

/** Tells an exception: open, where nothing else is said. */
export type Tell = (exception: Told) => void;

/** What is known once the whole period was read. */
export interface PeriodFacts {
  readonly seals: readonly HourSeal[];
  readonly coverage: readonly Coverage[];
  readonly unread: readonly Unread[];
  readonly gaps: readonly Gap[];
  readonly producers: number;
  /** Made again from the events, to hold against what the seals say. */
  readonly counted: Readonly<Record<"byType" | "byReason" | "byRole", Readonly<Record<string, number>>>>;
  readonly accessLog: {
    readonly result: AccessLogResult;
    readonly tellUnmatched: (tell: Tell) => Promise<void>;
  } | null;
}

/** What tests are given beside the events. */
export interface TestContext {
  /** The joiners and leavers that were given; null where none were. */
  readonly people: People | null;
}

/** What is known of the whole period before its first hour is joined. */
export interface PeriodContext extends TestContext {
  /** As its seals count them. */
  readonly logins: number;
}

export interface People {
  /** @returns what is wrong with a login of this person at this instant; null where nothing is */
  fault(subject: string, occurredAt: string): string | null;
  /** Rows that nobody who signed in stands for. */
  unmatched(): readonly string[];
  /** Why the list cannot be held against the logins; null where it can. */
  readonly unusable: string | null;
}

interface Outcome {
  /** In place of the events that were seen. */
  readonly examined?: number;
  readonly notRun?: string;
}

/**
 * An hour's events are examined by themselves, in whichever thread, so that what this leaves is plain data. Where every login comes
 * by, it is a class: functions made anew each hour are compiled anew as often.
 */
export interface HourExamination<Left = unknown> {
  see(sealed: SeenEvent): void;
  /** Asked once the hour is over: what the period has to know of it, as JSON has it; null or nothing, where nothing is left open. */
  left?(): Left | null | undefined;
}

/** Joins what the hours left, in their order, however long ago they were examined. */
export interface PeriodExamination {
  join?(left: unknown, hour: Hour): void;
  finish?(facts: PeriodFacts): Outcome | Promise<Outcome> | undefined;
}

export interface PopulationTest {
  readonly id: string;
  readonly asks: string;
  readonly parameters?: Readonly<Record<string, number | string | readonly string[]>>;
  readonly populations: readonly PopulationName[];
  /** What `examined` counts, where it is not events. */
  readonly unit?: string;
  readonly types: readonly EventName[];
  /** Examines each event for itself. */
  each?(sealed: SeenEvent, tell: Tell, context: TestContext): void;
  startHour?(tell: Tell, context: TestContext): HourExamination;
  startPeriod?(tell: Tell, context: PeriodContext): PeriodExamination;
}

export interface Criterion {
  /** As the AICPA numbers it; the words are ours. */
  readonly id: string;
  readonly title: string;
  readonly claim: string;
  readonly limits: string;
  readonly tests: readonly PopulationTest[];
}

type OfType<Name extends EventName> = Extract<TrailEvent, { metadata: { type: Name } }>;

/** Types follow `metadata.type`, which the compiler does not see through. */
export function isOf<Name extends EventName>(event: TrailEvent, type: Name): event is OfType<Name> {
  return event.metadata.type === type;
}

/** Where an exception is about one event. */
export const at = ({ event, hour }: SeenEvent): Pick<Exception, "hour" | "eventId"> => ({
  hour,
  eventId: event.metadata.id,
});

/** A test of each event for itself. @param fault what is wrong with it, or null */
export function eachOf<Name extends EventName>(
  type: Name,
  fault: (data: OfType<Name>["data"]) => string | Told | null,
): Pick<PopulationTest, "types" | "each"> {
  return {
    types: [type],
    each(sealed, tell) {
      if (!isOf(sealed.event, type)) return;
      const found = fault(sealed.event.data as OfType<Name>["data"]);
      if (found !== null) tell({ ...at(sealed), ...(typeof found === "string" ? { what: found } : found) });
    },
  };
}

interface Joined<Left> {
  hour(tell: Tell, context: TestContext): HourExamination<Left>;
  period(
    tell: Tell,
    context: PeriodContext,
  ): { join(left: Left, hour: Hour): void; finish?: PeriodExamination["finish"] };
}

/** A test whose hours leave something open for the period. `Left` is to be such as JSON has it. */
export function joined<Left>({ hour, period }: Joined<Left>): Pick<PopulationTest, "startHour" | "startPeriod"> {
  return {
    startHour: hour,
    startPeriod: (tell, context) => {
      const { join, finish } = period(tell, context);
      return { join: (left, at) => join(left as Left, at), ...(finish ? { finish } : {}) };
    },
  };
}

class FewSeen implements HourExamination<readonly SeenEvent[]> {
  readonly #wanted: (event: TrailEvent) => boolean;
  readonly #seen: SeenEvent[] = [];

  constructor(wanted: (event: TrailEvent) => boolean) {
    this.#wanted = wanted;
  }
  see({ event, hour, leaf }: SeenEvent): void {
    if (this.#wanted(event)) this.#seen.push({ event, hour, leaf });
  }
  left(): readonly SeenEvent[] | null {
    return this.#seen.length > 0 ? this.#seen : null;
  }
}

interface FewEvents {
  see(sealed: SeenEvent): void;
  finish?: PeriodExamination["finish"];
}

/**
 * A test over events that are few: the hours hand them on whole, and one examination of the period sees them in their order.
 * @param wanted of the test's types, those that are to be seen
 */
export function fewEvents(
  wanted: (event: TrailEvent) => boolean,
  start: (tell: Tell, context: TestContext) => FewEvents,
): Pick<PopulationTest, "startHour" | "startPeriod"> {
  return joined<readonly SeenEvent[]>({
    hour: () => new FewSeen(wanted),
    period: (tell, context) => {
      const { see, finish } = start(tell, context);
      const join = (seen: readonly SeenEvent[]) => {
        for (const each of seen) {
          try {
            see(each);
          } catch (error) {
            tell({ ...at(each), what: cannotBeExamined(error) });
          }
        }
      };
      return { join, ...(finish ? { finish } : {}) };
    },
  });
}

/** An event whose data is not of the shape that its type has: never passed over. */
export const cannotBeExamined = (error: unknown): string => `cannot be examined: ${(error as Error).message}`;
