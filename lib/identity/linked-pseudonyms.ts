/** Which addresses, user agents and other values the archive ties to a person, and which of them to other people as well. */
import type { EvidenceReader } from "../evidence/evidence-store.ts";
import type { Day } from "../evidence/hours.ts";
import { eventsPrefix } from "../evidence/keys-in-bucket.ts";

/** As events have them. */
const PSEUDONYM = /"(([a-z-]{1,32}):[A-Za-z0-9-]{1,16}:[A-Za-z0-9_-]{43})"/g;

export interface Linked {
  /** The person's alone. */
  readonly own: readonly string[];
  /** That other people used as well. */
  readonly shared: readonly string[];
}

/** Objects read at once. */
const AT_ONCE = 16;

/**
 * Reads the archived events of these days. What stands in an event beside a subject belongs to that subject: an attempt that was
 * refused names nobody, but the address is the same as that of the login that passed.
 * @param progress told after each day
 */
export async function linkedPseudonyms(
  store: EvidenceReader,
  days: readonly Day[],
  subjects: ReadonlySet<string>,
  progress: (done: number, of: number) => void,
): Promise<Linked> {
  const mine = new Set<string>();
  const others = new Set<string>();
  const note = (line: string) => {
    const found = [...line.matchAll(PSEUDONYM)].map(([, pseudonym = "", kind]) => ({ pseudonym, kind }));
    const named = found.filter(({ kind }) => kind === "subject");
    if (named.length === 0) return;
    const isMine = named.some(({ pseudonym }) => subjects.has(pseudonym));
    const isOthers = named.some(({ pseudonym }) => !subjects.has(pseudonym));
    for (const { pseudonym, kind } of found) {
      if (kind === "subject") continue;
      if (isMine) mine.add(pseudonym);
      if (isOthers) others.add(pseudonym);
    }
  };
  for (const [index, day] of days.entries()) {
    const objects = await store.list(eventsPrefix(day));
    for (let start = 0; start < objects.length; start += AT_ONCE) {
      const group = objects.slice(start, start + AT_ONCE);
      const bodies = await Promise.all(group.map(({ key, version }) => store.read(key, version)));
      for (const body of bodies) for (const line of body?.toString("utf8").split("\n") ?? []) note(line);
    }
    progress(index + 1, days.length);
  }
  const all = [...mine].sort();
  return { own: all.filter((each) => !others.has(each)), shared: all.filter((each) => others.has(each)) };
}
