/**
 * What was said of role mappings before a period, by the sealed events of all hours since the chain began: who has access at its end
 * was mostly given it before its beginning. The counts in the seals tell in which few hours mappings changed; only those are read.
 */

import type { EvidenceReader } from "../evidence-store.ts";
import { dayOf, type Hour, hoursBetween, hoursLater } from "../hours.ts";
import type { HourSeal, Sealed } from "../seal.ts";
import { createSealReader, readChain, type SealReader } from "../seal-reader.ts";
import { CHANGES_OF_MAPPINGS, type NotedUses, UseNotes } from "./hour/note-uses.ts";
import { sealedEvents } from "./sealed-events.ts";

export interface MappingsBefore {
  /** Hour by hour, in their order. */
  readonly noted: readonly NotedUses["mappings"][];
  /** The first hour that was looked at; null where the chain begins with the period. */
  readonly since: Hour | null;
  readonly changes: number;
  readonly hours: readonly { readonly hour: Hour; readonly sealHash: string }[];
  /** Things that could not be read: what they said of mappings is not known. */
  readonly unread: number;
}

/** Days and hours whose seals are read at the same time. */
const AT_ONCE = 24;

const changesIn = ({ counts }: Pick<HourSeal, "counts">): number =>
  CHANGES_OF_MAPPINGS.reduce((sum, type) => sum + (counts.byType[type] ?? 0), 0);

async function inGroups<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(read))));
  }
  return results;
}

/** Days are read from their roll-ups; the hours of a day that has none, or has changes, from their seals. */
async function hoursWithChanges(
  reader: SealReader,
  first: Hour,
  last: Hour,
): Promise<{ readonly seals: readonly Sealed<HourSeal>[]; readonly missing: number }> {
  const all = hoursBetween(first, last);
  const days = [...new Set(all.map(dayOf))];
  const quiet = new Set(
    (
      await inGroups(days, async (day) => {
        const rolledUp = await reader.day(day);
        return rolledUp && changesIn(rolledUp.body) === 0 ? [day] : [];
      })
    ).flat(),
  );
  const seals = await inGroups(
    all.filter((hour) => !quiet.has(dayOf(hour))),
    (hour) => reader.hour(hour),
  );
  return {
    seals: seals.filter((seal) => seal !== null).filter(({ body }) => changesIn(body) > 0),
    missing: seals.filter((seal) => seal === null).length,
  };
}

/** @param from the first hour of the period */
export async function mappingsBefore(store: EvidenceReader, from: Hour): Promise<MappingsBefore> {
  const reader = createSealReader(store);
  const chain = await readChain(store, reader);
  const first = chain?.body.firstHour ?? from;
  if (first >= from) return { noted: [], since: null, changes: 0, hours: [], unread: 0 };
  const { seals, missing } = await hoursWithChanges(reader, first, hoursLater(from, -1));
  const noted: NotedUses["mappings"][] = [];
  let unread = missing;
  for (const { body } of seals) {
    const notes = new UseNotes();
    for await (const events of sealedEvents(store, body, () => {
      unread += 1;
    })) {
      for (const sealed of events) {
        if ((CHANGES_OF_MAPPINGS as readonly string[]).includes(sealed.event.metadata.type)) notes.see(sealed, "");
      }
    }
    noted.push(notes.finish(Date.parse(body.window.from)).mappings);
  }
  return {
    noted,
    since: first,
    changes: seals.reduce((sum, { body }) => sum + changesIn(body), 0),
    hours: seals.map(({ body, hash }) => ({ hour: body.window.from.slice(0, 13), sealHash: hash })),
    unread,
  };
}
