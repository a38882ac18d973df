/**
 * Searches the archive for what nobody may do to it: a second version of an object, or a delete marker on one. Sealing looks at the
 * last two days; this looks at all of it, every recent day each time and every older one once in a while.
 */
import type { EvidenceReader, ListedObject } from "./evidence-store.ts";
import { type Day, dayOf, hourOf, hoursBetween } from "./hours.ts";
import { eventsPrefix } from "./keys-in-bucket.ts";

/** Days of arrival that every run lists. */
const RECENT_DAYS = 40;

/** An older day has its turn once in so many runs, of which there is one a day. */
const ROUND_DAYS = 30;

/** Every seal, day and list of leaves, the joins of the access log and the reports that were stored: little beside the events. */
const ALWAYS: readonly string[] = ["seals/", "access-log/", "reports/"];

const DAY_MILLISECONDS = 86_400_000;

/** Days listed at once: each is pages of a thousand objects. */
const AT_ONCE = 8;

interface VersionFinding {
  readonly kind: "overwritten" | "delete-marker";
  readonly key: string;
}

export interface ArchiveCheck {
  readonly days: { readonly recent: number; readonly older: number };
  readonly objects: number;
  readonly findings: readonly VersionFinding[];
  /** Which could not be listed, and why. */
  readonly unreadable: readonly { readonly what: string; readonly error: unknown }[];
}

const numberOf = (day: Day): number => Math.floor(Date.parse(`${day}T00:00:00.000Z`) / DAY_MILLISECONDS);

/** @param first the day with which the archive begins; older than `keptDays` it ends by itself, by delete markers that are none of ours */
export function daysToCheck(first: Day, now: Date, keptDays: number) {
  const today = numberOf(dayOf(hourOf(now)));
  const all = [...new Set(hoursBetween(`${first}T00`, hourOf(now)).map(dayOf))];
  const kept = all.filter((day) => numberOf(day) > today - keptDays);
  const isRecent = (day: Day) => numberOf(day) > today - RECENT_DAYS;
  const older = kept.filter((day) => !isRecent(day) && numberOf(day) % ROUND_DAYS === today % ROUND_DAYS);
  return { recent: kept.filter(isRecent), older };
}

function findingsOf({ key, overwritten, deleted }: ListedObject): readonly VersionFinding[] {
  const overwriting = overwritten ? [{ kind: "overwritten", key } as const] : [];
  const deletion = deleted ? [{ kind: "delete-marker", key } as const] : [];
  return [...overwriting, ...deletion];
}

/** What cannot be listed is said, and the rest is searched all the same. */
export async function checkArchive(
  store: Pick<EvidenceReader, "list">,
  first: Day,
  now: Date,
  keptDays: number,
): Promise<ArchiveCheck> {
  const { recent, older } = daysToCheck(first, now, keptDays);
  const prefixes = [...ALWAYS, ...[...recent, ...older].map(eventsPrefix)];
  const findings: VersionFinding[] = [];
  const unreadable: { what: string; error: unknown }[] = [];
  let objects = 0;
  for (let start = 0; start < prefixes.length; start += AT_ONCE) {
    const group = prefixes.slice(start, start + AT_ONCE);
    const listings = await Promise.allSettled(group.map((prefix) => store.list(prefix)));
    for (const [index, listing] of listings.entries()) {
      if (listing.status === "rejected") {
        unreadable.push({ what: group[index] ?? "", error: listing.reason });
        continue;
      }
      objects += listing.value.length;
      findings.push(...listing.value.flatMap(findingsOf));
    }
  }
  return { days: { recent: recent.length, older: older.length }, objects, findings, unreadable };
}
