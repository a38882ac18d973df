/** Seals every hour that is over, in order, and rolls up every day that is: after any outage it catches up. */
import { ARCHIVE_PREFIX } from "../archive/archive-object.ts";
import type { Predecessor } from "./build-hour-seal.ts";
import { type Day, dayOf, type Hour, hourOf, hoursBetween, hoursLater, pathOf } from "./hours.ts";
import {
  announcedKey,
  CHAIN_KEY,
  DAYS,
  dayOfSignature,
  HOUR_SEALS,
  hourOfSealKey,
  hourSealKey,
  readEventsKey,
  signatureKey,
} from "./keys-in-bucket.ts";
import { rollUpDay } from "./roll-up-day.ts";
import { type Chain, ChainFault, type HourSeal, type Sealed, seal } from "./seal.ts";
import { type Sealing, sealHour } from "./seal-hour.ts";
import { readChain, requireHour, type Signed } from "./seal-reader.ts";

/** An object's hour is fixed when its batch arrives; by then it is written, with every retry there is. */
const GRACE_MILLISECONDS = 10 * 60_000;

export interface ArchiveSealing extends Sealing {
  /** Asked before each hour: the rest waits for the next run. */
  readonly hasTime: () => boolean;
  /** Keeps the seal's head elsewhere and publishes its event; done again after a crash, so it must come to the same. */
  readonly announce: (sealed: Signed<HourSeal>) => Promise<void>;
}

export interface SealingResult {
  readonly sealed: readonly Signed<HourSeal>[];
  readonly days: readonly Day[];
  /** The hour up to which the archive is sealed; null where nothing is. */
  readonly sealedTo: Hour | null;
  /** Hours whose seals stand and could not be announced; the next run tries again. */
  readonly unannounced: readonly { readonly hour: Hour; readonly error: unknown }[];
  /** Whether nothing was left to the next run for want of time. */
  readonly complete: boolean;
}

/** The last hour that may be sealed by now. */
const lastDueHour = (now: Date): Hour => hoursLater(hourOf(new Date(now.getTime() - GRACE_MILLISECONDS)), -1);

/** What the chain begins with, decided once: the hour of the first object, or where there is none, the last hour that is due. */
async function beginChain({ store, reader }: Sealing, lastDue: Hour): Promise<Sealed<Chain>> {
  const there = await readChain(store, reader);
  if (there) return there;
  const [first] = (await store.list(ARCHIVE_PREFIX)).flatMap(({ key }) => readEventsKey(key)?.hour ?? []);
  const firstHour = first !== undefined && first < lastDue ? first : lastDue;
  const begun = seal<Chain>({ kind: "chain", version: 1, firstHour });
  if (await store.putOnce(CHAIN_KEY, begun.bytes)) return begun;
  const winner = await readChain(store, reader);
  if (!winner) throw new ChainFault(`${CHAIN_KEY} was there and is not any more`);
  return winner;
}

/** How far back a run looks for what an earlier one left undone before it reads the whole list. */
const RECENT_HOURS = 30 * 24;

interface Progress {
  readonly last: Hour | null;
  /** Sealed, but not announced yet. */
  readonly unannounced: readonly Hour[];
  readonly lastDay: Day | null;
}

async function recentKeys({ store }: Sealing, prefix: string, since: string): Promise<readonly string[]> {
  const recent = await store.list(prefix, `${prefix}${pathOf(since)}`);
  return (recent.length > 0 ? recent : await store.list(prefix)).map(({ key }) => key);
}

async function readProgress(sealing: Sealing, lastDue: Hour): Promise<Progress> {
  const since = hoursLater(lastDue, -RECENT_HOURS);
  const keys = new Set(await recentKeys(sealing, HOUR_SEALS, since));
  const hours = [...new Set([...keys].map(hourOfSealKey))].filter((hour) => hour !== null).sort();
  const signed = hours.filter((hour) => keys.has(signatureKey(hourSealKey(hour))));
  const days = (await recentKeys(sealing, DAYS, dayOf(since))).flatMap((key) => dayOfSignature(key) ?? []);
  return {
    last: signed.at(-1) ?? null,
    unannounced: signed.filter((hour) => !keys.has(announcedKey(hour))),
    lastDay: days.sort().at(-1) ?? null,
  };
}

/** The days that are over by then and not rolled up yet. */
function daysDue({ lastDay }: Progress, { firstHour }: Chain, sealedTo: Hour): readonly Day[] {
  const from = lastDay === null ? dayOf(firstHour) : dayOf(hoursLater(`${lastDay}T23`, 1));
  const over = dayOf(hoursLater(sealedTo, -23));
  return [...new Set(hoursBetween(`${from}T00`, `${over}T23`).map(dayOf))];
}

/** @throws ChainFault where the bucket contradicts itself, or the clock ran backwards: nothing is signed then */
export async function sealArchive(sealing: ArchiveSealing): Promise<SealingResult> {
  const { store, reader, hasTime, announce } = sealing;
  const lastDue = lastDueHour(sealing.now());
  const chain = await beginChain(sealing, lastDue);
  const { firstHour } = chain.body;
  const done = await readProgress(sealing, lastDue);
  if (done.last !== null) await requireHour(reader, firstHour);

  const unannounced: { hour: Hour; error: unknown }[] = [];
  const announceOnce = async (sealed: Signed<HourSeal>) => {
    const hour = sealed.body.window.from.slice(0, 13);
    try {
      await announce(sealed);
      await store.putOnce(announcedKey(hour), "announced\n");
    } catch (error) {
      // A bus or a bucket that is down is no reason to leave hours open; two chains are.
      if (error instanceof ChainFault) throw error;
      unannounced.push({ hour, error });
    }
  };
  for (const hour of done.unannounced) await announceOnce(await requireHour(reader, hour));

  const days: Day[] = [];
  const finishDays = async (due: readonly Day[]) => {
    for (const day of due) {
      await rollUpDay(sealing, day, { firstHour, hash: chain.hash });
      days.push(day);
    }
  };
  if (done.last !== null) await finishDays(daysDue(done, chain.body, done.last));

  const sealed: Signed<HourSeal>[] = [];
  let predecessor: Predecessor =
    done.last === null
      ? { hour: null, hash: chain.hash }
      : { ...(await requireHour(reader, done.last)), hour: done.last };
  let complete = true;
  for (const hour of hoursBetween(done.last === null ? firstHour : hoursLater(done.last, 1), lastDue)) {
    complete = hasTime();
    if (!complete) break;
    const next = await sealHour(sealing, { hour, firstHour, predecessor });
    await announceOnce(next);
    sealed.push(next);
    if (hour.endsWith("T23")) await finishDays([dayOf(hour)]);
    predecessor = { ...next, hour };
  }
  return { sealed, days, sealedTo: predecessor.hour, unannounced, complete };
}
