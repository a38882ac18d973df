/** Examines a period's hours: in threads where there are any, or else in this one. */

import { availableParallelism } from "node:os";
import type { EvidenceReader } from "../../evidence-store.ts";
import type { HourSeal } from "../../seal.ts";
import { examineHour } from "../hour/examine-hour.ts";
import type { ExaminedHours, RowSink } from "../hour/hour-part.ts";
import { examineInTurn } from "../hour/in-turn.ts";
import type { ListedPeople, PeopleList } from "../people-list.ts";
import type { Persons } from "../persons.ts";
import { Sampler } from "../sample.ts";
import { startHourThreads } from "./hour-threads.ts";

/** Fewer are examined sooner than a thread has begun. */
const EVENTS_A_THREAD = 20_000;

/** As many as are worth it. */
export const threadsFor = (events: number): number =>
  Math.min(availableParallelism(), Math.floor(events / EVENTS_A_THREAD));

/** So that a thread has work while what it asked for is read. */
const HOURS_A_THREAD = 2;

export interface Examination {
  readonly store: EvidenceReader;
  readonly persons: Persons;
  readonly namesAreKnown: boolean;
  readonly people: { readonly list: PeopleList; readonly listed: ListedPeople } | null;
  readonly sample: { readonly seed: string; readonly size: number };
  readonly wantsOutcomes: boolean;
  readonly wantsLines: boolean;
  /** 0: this one alone. */
  readonly threads: number;
}

/** The hours' parts in their order; the rows of each have all been taken by then. */
export async function* examineHours(
  { threads: count, people, namesAreKnown, ...examination }: Examination,
  seals: readonly HourSeal[],
  sink: RowSink,
): AsyncGenerator<ExaminedHours> {
  if (count === 0) {
    const { seed, size } = examination.sample;
    const examiner = { ...examination, people: people?.listed ?? null, sampler: new Sampler(seed, size) };
    yield* examineInTurn(seals, (seal, own) => examineHour(examiner, seal, own), sink, 1);
    return;
  }
  const { store, persons, ...order } = examination;
  const threads = startHourThreads(
    count,
    { store, persons },
    { ...order, namesAreKnown, people: people?.list ?? null },
  );
  try {
    yield* examineInTurn(seals, threads.examine, sink, count * HOURS_A_THREAD);
  } finally {
    await threads.close();
  }
}
