/** What the evidence bucket holds, by where each event's line is. Objects never change, so each is read once. */
import { ARCHIVE_PREFIX } from "../../../lib/archive/archive-object.ts";
import { ContractViolation, parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import type { EvidenceReader } from "../../../lib/evidence/evidence-store.ts";

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
  /** Every line of every object, as far as it is an event of the contract. */
  all(): Promise<readonly ArchivedLine[]>;
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
  let running: Promise<void> | null = null;

  async function readNew(): Promise<void> {
    const listed = await store.list(ARCHIVE_PREFIX);
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
  }

  return {
    async all() {
      running ??= readNew().finally(() => {
        running = null;
      });
      await running;
      return [...objects.values()].flat();
    },
  };
}
