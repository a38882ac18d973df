/**
 * The events of a period as its seals name them: hour by hour, object by object, each event once. Of the archive's bytes only one
 * hour's objects are in memory at a time, a few at once.
 */
import { isAscii } from "node:buffer";
import { hash } from "node:crypto";
import type { TrailEvent } from "../../events/catalogue.ts";
import { eventFacts } from "../event-facts.ts";
import type { EvidenceReader } from "../evidence-store.ts";
import type { Hour } from "../hours.ts";
import { readEventsKey } from "../keys-in-bucket.ts";
import { leafHash } from "../merkle.ts";
import type { HourSeal } from "../seal.ts";
import type { Unread } from "./report.ts";

export interface SeenEvent {
  readonly event: TrailEvent;
  /** Hash of its leaf in the tree of the hour that sealed it. */
  readonly leaf: string;
  readonly hour: Hour;
}

export interface SealedEvent extends SeenEvent {
  /**
   * The line as it stands in the archive, without its end: as text where it is ASCII, which is written faster than bytes are copied, or
   * else its bytes, only until the next object is asked for.
   */
  readonly line: string | Buffer;
}

/** Objects read at the same time, and ahead. */
const AT_ONCE = 4;

/** What every event has; the rest of it was held against its contract before it was archived. */
function asEvent(line: string): TrailEvent | null {
  try {
    const event = JSON.parse(line) as {
      metadata?: { type?: unknown; id?: unknown; occurredAt?: unknown };
      data?: unknown;
    };
    const { type, id, occurredAt } = event.metadata ?? {};
    const isNamed = typeof type === "string" && typeof id === "string" && typeof occurredAt === "string";
    return isNamed && typeof event.data === "object" && event.data !== null ? (event as TrailEvent) : null;
  } catch {
    return null;
  }
}

const LINE_FEED = 0x0a;

/** `leafHash` of a line where it stands: the byte before it, which ended another, is a leaf's zero for as long as that takes. */
function leafAt(content: Buffer, start: number, end: number): string {
  if (start === 0) return leafHash(content.subarray(0, end));
  content[start - 1] = 0;
  const leaf = hash("sha256", content.subarray(start - 1, end));
  content[start - 1] = LINE_FEED;
  return leaf;
}

/** A line whose metadata nobody can read stands in no population but `unknown`; it is counted all the same. */
const oddEvent = (line: string, leaf: string) =>
  ({
    metadata: { id: eventFacts(line, leaf).id, type: "unknown", occurredAt: "" },
    data: {},
  }) as unknown as TrailEvent;

/**
 * The lines of one hour's objects, as its seal accounts for them. A class, so that its generator is not made anew, and compiled anew, each hour.
 */
class HourLines {
  readonly hour: Hour;
  readonly #onUnread: (unread: Unread) => void;
  readonly #elsewhere: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  constructor(seal: HourSeal, onUnread: (unread: Unread) => void) {
    this.hour = seal.window.from.slice(0, 13);
    this.#onUnread = onUnread;
    this.#elsewhere = new Set([
      ...seal.repeats.flatMap(({ leaves }) => leaves),
      ...seal.conflicts.map(({ leaf }) => leaf),
    ]);
  }
  get count(): number {
    return this.#seen.size;
  }

  *read(key: string, content: Buffer | null): Generator<SealedEvent> {
    const [onUnread, hour] = [this.#onUnread, this.hour];
    if (!content) {
      onUnread({ kind: "object-missing", where: key, what: `the seal of ${hour} covers it, and it is not there` });
      return;
    }
    if (hash("sha256", content) !== readEventsKey(key)?.sha256) {
      onUnread({
        kind: "object-altered",
        where: key,
        what: `the seal of ${hour} covers it, and its bytes were changed`,
      });
      return;
    }
    // Nearly every object is ASCII, which is decoded several times as fast; line by line, since long texts live long.
    const isText = isAscii(content);
    let end = 0;
    for (let start = 0; start < content.length; start = end + 1) {
      const lineFeed = content.indexOf(LINE_FEED, start);
      end = lineFeed < 0 ? content.length : lineFeed;
      const leaf = leafAt(content, start, end);
      if (this.#elsewhere.has(leaf) || this.#seen.size === this.#seen.add(leaf).size) continue;
      const text = content.toString(isText ? "latin1" : "utf8", start, end);
      const event = asEvent(text);
      if (!event) onUnread({ kind: "line-unreadable", where: key, what: `the line of leaf ${leaf} is no event` });
      const line = isText ? text : content.subarray(start, end);
      yield { event: event ?? oddEvent(text, leaf), line, leaf, hour };
    }
  }
}

/**
 * Object by object, each to be gone through once before the next is asked for: an event is parsed when its turn comes, so that none
 * lives for longer than it is looked at.
 * @param onUnread told of what could not be read, as it is found
 */
export async function* sealedEvents(
  store: EvidenceReader,
  seal: HourSeal,
  onUnread: (unread: Unread) => void,
): AsyncGenerator<Iterable<SealedEvent>> {
  const lines = new HourLines(seal, onUnread);
  const keys = seal.objects.map(({ key }) => key);
  const readGroup = (start: number) => Promise.all(keys.slice(start, start + AT_ONCE).map((key) => store.read(key)));
  let next = readGroup(0);
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const contents = await next;
    next = readGroup(start + AT_ONCE);
    for (const [index, key] of keys.slice(start, start + AT_ONCE).entries()) {
      const content = contents[index] ?? null;
      yield lines.read(key, content);
      if (content) store.release?.(content);
    }
  }
  if (lines.count !== seal.leafCount) {
    const what = `its seal has ${seal.leafCount} events, and ${lines.count} could be read`;
    onUnread({ kind: "events-missing", where: `the hour ${lines.hour}`, what });
  }
}
