/** Which objects of the archive an hour's seal has to take, and what is wrong with the others. */
import type { EvidenceReader, ListedObject } from "./evidence-store.ts";
import { dayOf, type Hour, hoursBetween, hoursLater } from "./hours.ts";
import { eventsPrefix, readEventsKey } from "./keys-in-bucket.ts";
import type { Finding } from "./seal.ts";
import type { SealReader } from "./seal-reader.ts";

/** Hours after its own in which an object is still taken. What turns up later is a finding. */
const LATE_HOURS = 24;

/** How far back each seal looks for such findings. */
const WATCHED_HOURS = 2 * LATE_HOURS;

export interface ObjectsOfHour {
  readonly objects: readonly ListedObject[];
  readonly findings: readonly Finding[];
}

async function keysTaken(reader: SealReader, from: Hour, to: Hour, firstHour: Hour): Promise<ReadonlySet<string>> {
  const hours = hoursBetween(from < firstHour ? firstHour : from, to);
  const seals = await Promise.all(hours.map((hour) => reader.hour(hour)));
  return new Set(seals.flatMap((seal) => seal?.body.objects.map(({ key }) => key) ?? []));
}

/** @param firstHour with which the chain begins */
export async function findObjects(
  store: EvidenceReader,
  reader: SealReader,
  hour: Hour,
  firstHour: Hour,
): Promise<ObjectsOfHour> {
  const watchedFrom = hoursLater(hour, -WATCHED_HOURS);
  const taken = await keysTaken(reader, watchedFrom, hoursLater(hour, -1), firstHour);
  const days = [...new Set(hoursBetween(watchedFrom, hour).map(dayOf))];
  const listed = (await Promise.all(days.map((day) => store.list(eventsPrefix(day))))).flat();
  const objects: ListedObject[] = [];
  const findings: Finding[] = [];
  for (const object of listed) {
    const { key, overwritten, deleted } = object;
    const arrived = readEventsKey(key)?.hour;
    if (arrived !== undefined && (arrived > hour || arrived < watchedFrom)) continue;
    if (overwritten) findings.push({ kind: "overwritten", key });
    if (deleted) findings.push({ kind: "delete-marker", key });
    if (arrived === undefined) findings.push({ kind: "foreign", key });
    else if (!taken.has(key) && arrived < hoursLater(hour, -LATE_HOURS)) findings.push({ kind: "untaken", key });
    else if (!taken.has(key)) objects.push(object);
  }
  return { objects, findings };
}

/** Whether a second listing found the same as the first. */
export function sameObjects(a: ObjectsOfHour, b: ObjectsOfHour): boolean {
  const keys = ({ objects }: ObjectsOfHour) => objects.map(({ key }) => key).join("\n");
  return keys(a) === keys(b);
}
