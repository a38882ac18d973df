/** Whether an earlier seal has an id already. Ids are ULIDs: the hour in which one was made says where to look. */
import { sha256Of } from "../archive/archive-object.ts";
import type { EvidenceReader } from "./evidence-store.ts";
import { dayOf, type Hour, hourOf, hoursBetween, hoursLater, isHour, startOf } from "./hours.ts";
import { leavesKey } from "./keys-in-bucket.ts";
import { type EarlierLeaf, idHour, type Lines } from "./leaves.ts";
import { ChainFault, type HourSeal, type Sealed } from "./seal.ts";
import { requireHour, type SealReader } from "./seal-reader.ts";

/**
 * An event is archived after it was made, or, by clocks that differ, a little before. A clock that is further ahead than a day
 * is not caught up with: its ids are looked for in the last day only.
 */
const CLOCKS_DIFFER_HOURS = 24;

/** The first hour whose seal may hold an id of one of these hours. */
function lookFrom(idHours: ReadonlySet<string>, hour: Hour): Hour {
  const earliest = [...idHours, hour].filter(isHour).sort()[0] ?? hour;
  return hourOf(new Date(startOf(earliest).getTime() - CLOCKS_DIFFER_HOURS * 3_600_000));
}

const meets = (idHours: readonly string[], wanted: ReadonlySet<string>) => idHours.some((each) => wanted.has(each));

/** Seals that may hold such an id. Days that cannot are passed over by their roll-up alone. */
async function sealsToSearch(
  reader: SealReader,
  [from, to]: readonly [Hour, Hour],
  wanted: ReadonlySet<string>,
): Promise<readonly Sealed<HourSeal>[]> {
  const found: Sealed<HourSeal>[] = [];
  const hours = hoursBetween(from, to);
  for (const day of new Set(hours.map(dayOf))) {
    const isOld = day < dayOf(hoursLater(to, -2 * CLOCKS_DIFFER_HOURS));
    const rollUp = isOld ? await reader.day(day) : null;
    if (rollUp && !meets(rollUp.body.idHours, wanted)) continue;
    const seals = await Promise.all(
      hours.filter((each) => dayOf(each) === day).map((each) => requireHour(reader, each)),
    );
    found.push(...seals.filter(({ body }) => meets(body.idHours, wanted)));
  }
  return found;
}

/** @param firstHour with which the chain begins */
export async function findEarlier(
  store: EvidenceReader,
  reader: SealReader,
  lines: Lines,
  hour: Hour,
  firstHour: Hour,
): Promise<ReadonlyMap<string, EarlierLeaf>> {
  const ids = new Set([...lines.values()].map(({ id }) => id));
  const idHours = new Set([...ids].map(idHour));
  const earlier = new Map<string, EarlierLeaf>();
  const from = lookFrom(idHours, hour);
  const range = [from < firstHour ? firstHour : from, hoursLater(hour, -1)] as const;
  for (const { body } of await sealsToSearch(reader, range, idHours)) {
    const sealedIn = body.window.from.slice(0, 13);
    const key = leavesKey(sealedIn, body.leafList);
    const list = (await store.read(key))?.toString("utf8");
    if (list === undefined) throw new ChainFault(`${key} is missing`);
    if (sha256Of(list) !== body.leafList) throw new ChainFault(`${key} was changed`);
    for (const line of list.split("\n")) {
      const [leaf = "", id = ""] = line.split(" ");
      if (ids.has(id)) earlier.set(id, { hour: sealedIn, leaf });
    }
  }
  return earlier;
}
