/** Which seal took an event, with the proof that it did. */
import type { EvidenceReader } from "../../../lib/evidence/evidence-store.ts";
import { endOf, type Hour, hourOf, hoursBetween, hoursLater } from "../../../lib/evidence/hours.ts";
import { readEventsKey } from "../../../lib/evidence/keys-in-bucket.ts";
import { leafHash, nodeHash } from "../../../lib/evidence/merkle.ts";
import { proveEvents, UnknownEvent } from "../../../lib/evidence/package/prove-events.ts";
import { ChainFault, type HourSeal } from "../../../lib/evidence/seal.ts";
import type { SealReader, Signed } from "../../../lib/evidence/seal-reader.ts";
import type { ArchivedLine } from "./archived-events.ts";

export type Sealing =
  | {
      readonly kind: "sealed";
      readonly hour: Hour;
      readonly seal: Signed<HourSeal>;
      readonly leaf: string;
      readonly index: number;
      readonly path: readonly string[];
      /** Whether this very line is the leaf, and the path leads from it to the root that was signed. */
      readonly proven: boolean;
    }
  | { readonly kind: "open"; readonly hour: Hour; readonly dueAt: Date }
  | { readonly kind: "fault"; readonly message: string };

/** After the end of an hour, until its seal is made (docs/evidence.md). */
const GRACE_MILLISECONDS = 10 * 60_000;

/** Hours after its own in which an object is still taken. */
const LATE_HOURS = 25;

interface Proof {
  readonly leaf: string;
  readonly index: number;
  readonly path: readonly string[];
}

/** The root that an audit path leads to (RFC 9162 §2.1.3.2). */
function rootOf({ leaf, index, path }: Proof, size: number): string | null {
  let [position, last, hash] = [index, size - 1, leaf];
  for (const neighbour of path) {
    if (last === 0) return null;
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(neighbour, hash);
      while (position % 2 === 0 && position !== 0) [position, last] = [position >>> 1, last >>> 1];
    } else hash = nodeHash(hash, neighbour);
    [position, last] = [position >>> 1, last >>> 1];
  }
  return last === 0 ? hash : null;
}

async function proofIn(store: EvidenceReader, seal: Signed<HourSeal>, eventId: string): Promise<Proof | null> {
  try {
    const { content } = await proveEvents(store, [seal], [eventId]);
    const [proof] = JSON.parse(content.toString("utf8")) as Proof[];
    return proof ?? null;
  } catch (error) {
    if (error instanceof UnknownEvent) return null;
    throw error;
  }
}

/** @param lines of one event, at least one */
async function find(store: EvidenceReader, reader: SealReader, lines: readonly ArchivedLine[], now: Date) {
  const hours = lines.map(({ key }) => readEventsKey(key)?.hour ?? hourOf(now)).sort();
  const [first = hourOf(now)] = hours;
  const latest = [hoursLater(hours.at(-1) ?? first, LATE_HOURS), hourOf(now)].sort()[0] ?? first;
  for (const hour of hoursBetween(first, latest)) {
    const seal = await reader.hour(hour);
    const [line] = lines;
    const proof = seal && line && (await proofIn(store, seal, line.event.metadata.id));
    if (!seal || !proof) continue;
    const own = lines.some(({ text }) => leafHash(text) === proof.leaf);
    const proven = own && rootOf(proof, seal.body.leafCount) === seal.body.root;
    return { kind: "sealed", hour, seal, ...proof, proven } as const;
  }
  return { kind: "open", hour: first, dueAt: new Date(endOf(first).getTime() + GRACE_MILLISECONDS) } as const;
}

export async function sealingOf(
  store: EvidenceReader,
  reader: SealReader,
  lines: readonly ArchivedLine[],
  now: Date,
): Promise<Sealing> {
  try {
    return await find(store, reader, lines, now);
  } catch (error) {
    if (error instanceof ChainFault) return { kind: "fault", message: error.message };
    throw error;
  }
}
