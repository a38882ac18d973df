/** Reads one hour's events: counts them, runs the tests, draws, and hands on the populations' rows. Of other hours it knows only what they have drawn. */
import type { EvidenceReader } from "../../evidence-store.ts";
import type { HourSeal } from "../../seal.ts";
import { SOC2 } from "../criteria/soc2.ts";
import { isOf } from "../criterion.ts";
import type { ListedPeople } from "../people-list.ts";
import { type Persons, subjectOf } from "../persons.ts";
import { populationOf } from "../populations.ts";
import type { Unread } from "../report.ts";
import type { Sampler } from "../sample.ts";
import { type SeenEvent, sealedEvents } from "../sealed-events.ts";
import { tellsOfJoins } from "../sealed-joins.ts";
import { HourCounter } from "./count-hour.ts";
import { HourTests } from "./examine-tests.ts";
import type { ExaminedHours, HourPart, RowSink } from "./hour-part.ts";
import { UseNotes } from "./note-uses.ts";
import { RowBuffers } from "./row-buffers.ts";

export interface Examiner {
  readonly store: EvidenceReader;
  readonly persons: Persons;
  readonly people: ListedPeople | null;
  /** Of the hours examined before: what they have drawn, this one need not draw again. */
  readonly sampler: Sampler;
  /** Whether an access log is to be held against the events. */
  readonly wantsOutcomes: boolean;
  /** Whether the events themselves are wanted beside the populations' rows. */
  readonly wantsLines: boolean;
}

/** Of a login's outcome what the access log is held against, and no more. */
function outcomeOf({ event, hour, leaf }: SeenEvent): SeenEvent[] {
  if (!isOf(event, "Login Succeeded") && !isOf(event, "Login Failed")) return [];
  const { client, count = 1 } = event.data as { readonly client?: { readonly requestId?: unknown }; count?: number };
  const data = { client: client && { requestId: client.requestId ?? null }, count };
  return [{ event: { metadata: event.metadata, data } as unknown as SeenEvent["event"], hour, leaf }];
}

export async function examineHour(examiner: Examiner, seal: HourSeal, sink: RowSink): Promise<ExaminedHours> {
  const { store, persons, people, sampler, wantsOutcomes } = examiner;
  const unread: Unread[] = [];
  const [counter, notes] = [new HourCounter(), new UseNotes()];
  const tests = new HourTests(SOC2, { people });
  const rows = new RowBuffers(sink, examiner.wantsLines);
  const outcomes: SeenEvent[] = [];
  const joins: SeenEvent[] = [];
  let [read, heartbeats] = [0, 0];
  for await (const events of sealedEvents(store, seal, (each) => void unread.push(each))) {
    // Their names are looked up together; where nobody is named, no event waits for another.
    const named = persons.areNamed ? [...events] : events;
    if (persons.areNamed) await persons.learn(Array.from(named, subjectOf));
    for (const sealed of named) {
      read += 1;
      const population = populationOf(sealed.event.metadata.type);
      const subject = subjectOf(sealed);
      rows.add(population, sealed, persons.areNamed ? persons.text(subject) : "");
      counter.see(population, sealed);
      sampler.consider(population, sealed);
      notes.see(sealed, subject);
      tests.see(sealed);
      if (wantsOutcomes) outcomes.push(...outcomeOf(sealed));
      for (const join of tellsOfJoins(sealed)) joins.push(join);
      if (sealed.event.metadata.type === "Pipeline Heartbeat") heartbeats += 1;
    }
    await rows.flush(false);
  }
  await rows.flush(true);
  const hour = seal.window.from.slice(0, 13);
  const part: HourPart = {
    hour,
    ...{ read, heartbeats, unread, outcomes, joins },
    counts: counter.finish(),
    tests: tests.finish(),
    drawn: sampler.drawn().filter((drawn) => drawn.hour === hour),
    met: people?.takeMet() ?? [],
  };
  return { hours: [part], uses: notes.finish(Date.parse(seal.window.from)) };
}
