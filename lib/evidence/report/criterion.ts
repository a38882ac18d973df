/** What a criterion's file says, and the words in which its tests are written. */
import type { TrailEvent } from "../../events/catalogue.ts";
import type { HourSeal } from "../seal.ts";
import type { EventName, PopulationName } from "./populations.ts";
import type { AccessLogResult, Coverage, Exception, Gap, Unread } from "./report.ts";
import type { SealedEvent } from "./sealed-events.ts";

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

export interface Examination {
  see?(sealed: SealedEvent): void;
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
  start(tell: Tell, context: TestContext): Examination;
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
export const at = ({ event, hour }: SealedEvent): Pick<Exception, "hour" | "eventId"> => ({
  hour,
  eventId: event.metadata.id,
});

/** A test of each event for itself. @param fault what is wrong with it, or null */
export function eachOf<Name extends EventName>(
  type: Name,
  fault: (data: OfType<Name>["data"]) => string | Told | null,
): Pick<PopulationTest, "types" | "start"> {
  return {
    types: [type],
    start: (tell) => ({
      see(sealed) {
        if (!isOf(sealed.event, type)) return;
        const found = fault(sealed.event.data as OfType<Name>["data"]);
        if (found !== null) tell({ ...at(sealed), ...(typeof found === "string" ? { what: found } : found) });
      },
    }),
  };
}
