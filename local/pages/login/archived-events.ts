/** What the evidence bucket holds, by where each event's line is. Objects never change, so each is read once. */
import { ARCHIVE_PREFIX } from "../../../lib/archive/archive-object.ts";
import { ContractViolation, parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import type { EvidenceReader } from "../../../lib/evidence/evidence-store.ts";
import { hoursLater } from "../../../lib/evidence/hours.ts";
import { eventsPrefix, readEventsKey } from "../../../lib/evidence/keys-in-bucket.ts";

export interface ArchivedLine {
  readonly event: TrailEvent;
  /** The object that holds it. */
  readonly key: string;
  /** Counted from 1. */
  readonly line: number;
  /** The line itself: the leaf of a seal. */
  readonly text: string;
}

export interface ArchivedEvents {
  /**
   * Every line of every object, as far as it is an event of the contract. Objects arrive in the hour that runs, so those of
   * earlier hours are not listed again.
   * @param whole lists them all the same
   */
  all(whole?: boolean): Promise<readonly ArchivedLine[]>;
}

/** Objects read at the same time. */
const AT_ONCE = 16;

/** @returns null for what is no event of the contract */
export function eventOf(detail: unknown): TrailEvent | null {
  try {
    return parseEvent(detail);
  } catch (error) {
    if (error instanceof ContractViolation) return null;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function linesOf(key: string, body: string): readonly ArchivedLine[] {
  return body.split("\n").flatMap((text, index) => {
    const event = text === "" ? null : eventOf(parsed(text));
    return event ? [{ event, key, line: index + 1, text }] : [];
  });
}

export function archivedEvents(store: EvidenceReader): ArchivedEvents {
  const objects = new Map<string, readonly ArchivedLine[]>();
  let running: Promise<void> = Promise.resolve();
  let after = ARCHIVE_PREFIX;

  async function readNew(whole: boolean): Promise<void> {
    const listed = await store.list(ARCHIVE_PREFIX, whole ? ARCHIVE_PREFIX : after);
    const fresh = listed.filter(({ key }) => !objects.has(key));
    for (let start = 0; start < fresh.length; start += AT_ONCE) {
      const group = fresh.slice(start, start + AT_ONCE);
      await Promise.all(
        group.map(async ({ key, version }) => {
          const body = await store.read(key, version);
          if (body) objects.set(key, linesOf(key, body.toString("utf8")));
        }),
      );
    }
    const latest = readEventsKey(listed.at(-1)?.key ?? "")?.hour;
    if (latest !== undefined) after = eventsPrefix(hoursLater(latest, -1));
  }

  return {
    async all(whole = false) {
      running = running.catch(() => undefined).then(() => readNew(whole));
      await running;
      return [...objects.values()].flat();
    },
  };
}
