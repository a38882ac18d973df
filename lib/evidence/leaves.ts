/** From the lines of the objects that a seal covers to its leaves: each event id once. */
import { createHash } from "node:crypto";
import { type EventFacts, eventFacts } from "./event-facts.ts";
import type { Hour } from "./hours.ts";
import { leafHash } from "./merkle.ts";
import type { HourSeal } from "./seal.ts";

/** Where an earlier seal has an id, and with which bytes. */
export interface EarlierLeaf {
  readonly hour: Hour;
  readonly leaf: string;
}

/** Distinct lines by the hash of their leaf. */
export type Lines = Map<string, EventFacts>;

/** @param body JSON Lines; what follows the last line feed counts as a line too, unless it is empty */
export function addLines(lines: Lines, body: string): void {
  const all = body.split("\n");
  if (all.at(-1) === "") all.pop();
  for (const line of all) {
    const leaf = leafHash(line);
    if (!lines.has(leaf)) lines.set(leaf, eventFacts(line, leaf));
  }
}

export interface Leaves extends Pick<HourSeal, "repeats" | "conflicts"> {
  /** By hash, in the tree's order. */
  readonly leaves: readonly (readonly [leaf: string, facts: EventFacts])[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * An id belongs to the seal that had it first. The same bytes again are a repeat; other bytes are a conflict, and within one
 * hour the lower hash is taken for the event.
 */
export function resolveLeaves(hour: Hour, lines: Lines, earlier: ReadonlyMap<string, EarlierLeaf>): Leaves {
  const taken = new Map<string, string>();
  const leaves: (readonly [string, EventFacts])[] = [];
  const repeats = new Map<Hour, string[]>();
  const conflicts: HourSeal["conflicts"] = [];
  for (const [leaf, facts] of [...lines].sort(([a], [b]) => byText(a, b))) {
    const before = earlier.get(facts.id);
    const own = taken.get(facts.id);
    if (before?.leaf === leaf) {
      const again = repeats.get(before.hour);
      if (again) again.push(leaf);
      else repeats.set(before.hour, [leaf]);
    } else if (before) conflicts.push({ id: facts.id, leaf, sealedIn: before.hour });
    else if (own !== undefined) conflicts.push({ id: facts.id, leaf, sealedIn: hour });
    else {
      taken.set(facts.id, leaf);
      leaves.push([leaf, facts]);
    }
  }
  const sorted = [...repeats].sort(([a], [b]) => byText(a, b));
  return { leaves, repeats: sorted.map(([sealedIn, again]) => ({ sealedIn, leaves: again })), conflicts };
}

export interface LeafList {
  readonly text: string;
  readonly sha256: string;
}

/** What is kept beside the seal, so that an id that comes again is found without reading the events again. */
export function leafList({ leaves }: Leaves): LeafList {
  const text = leaves.map(([leaf, { id }]) => `${leaf} ${id}\n`).join("");
  return { text, sha256: createHash("sha256").update(text).digest("hex") };
}

const TIME = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The hour in which a ULID says it was made: its first ten characters are milliseconds. `unknown` for any other id. */
export function idHour(id: string): string {
  if (id.length !== 26) return "unknown";
  const milliseconds = [...id.slice(0, 10)].reduce((time, character) => time * 32 + TIME.indexOf(character), 0);
  // Four-digit years only: what lies beyond is no time that a clock showed.
  return milliseconds < 253_402_300_800_000 ? new Date(milliseconds).toISOString().slice(0, 13) : "unknown";
}
