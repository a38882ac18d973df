/**
 * An SQS queue as a folder: one file a message, its body as it was sent. The file's name carries when it was sent and how
 * often it was received, so that both change by an atomic rename and a restart loses neither.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../lib/files/has-code.ts";
import type { AtomicFiles } from "../files/atomic-files.ts";

export interface Message {
  readonly id: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** How often it was received, this time included. */
  readonly receives: number;
}

/** A message that is still here, as whoever looks into the queue sees it. */
export interface Held {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receives: number;
  readonly state: "waiting" | "in flight" | "waiting for another try" | "dead letter";
}

export interface QueueDepth {
  readonly visible: number;
  /** Waiting for another try. */
  readonly delayed: number;
  readonly inFlight: number;
  readonly deadLetters: number;
}

export interface DiskQueue {
  /** Resolves when the message is on disk. */
  send(body: string): Promise<void>;
  /** Takes the oldest visible messages, at most so many and so many bytes, but at least one. */
  receive(limit: { readonly messages: number; readonly bytes: number }): Promise<Message[]>;
  remove(message: Message): Promise<void>;
  /** Lets it be received again, from then on (milliseconds since the epoch). */
  release(message: Message, visibleAt: number): void;
  /** Puts it aside for good. */
  bury(message: Message): Promise<void>;
  depth(): QueueDepth;
  /** Everything in the queue and in its dead-letter queue, unchanged by being looked at. */
  held(): Promise<readonly Held[]>;
  /** When the oldest message in the queue was sent; null where it is empty. */
  oldestSentAt(): number | null;
  /** When the earliest waiting message turns visible; null where none waits. */
  nextVisibleAt(): number | null;
}

export interface QueueHooks {
  /** A message is in the queue, new or found at the start. Called again for none of its retries. */
  readonly onArrival: (id: string) => void;
  /** A message has left the queue, done or buried. */
  readonly onDeparture: (id: string) => void;
}

interface Entry {
  readonly id: string;
  readonly sentAt: number;
  receives: number;
  firstReceivedAt: number | null;
  visibleAt: number;
  inFlight: boolean;
}

const FILE_NAME = /^(\d{14})-([0-9a-f-]{36})\.(\d+)\.json$/;

function fileName({ id, sentAt, receives }: Pick<Entry, "id" | "sentAt" | "receives">): string {
  return `${String(sentAt).padStart(14, "0")}-${id}.${receives}.json`;
}

function readFileName(name: string): Entry | null {
  const [, sentAt, id, receives] = FILE_NAME.exec(name) ?? [];
  if (!sentAt || !id || !receives) return null;
  return {
    id,
    sentAt: Number(sentAt),
    receives: Number(receives),
    firstReceivedAt: null,
    visibleAt: 0,
    inFlight: false,
  };
}

/** @param directory of this one queue */
export async function openDiskQueue(directory: string, files: AtomicFiles, hooks: QueueHooks): Promise<DiskQueue> {
  const messages = join(directory, "messages");
  const deadLetters = join(directory, "dead-letters");
  for (const folder of [messages, deadLetters]) await mkdir(folder, { recursive: true, mode: 0o700 });
  const entries = new Map<string, Entry>();
  let buried = (await readdir(deadLetters)).length;
  for (const name of (await readdir(messages)).sort()) {
    const entry = readFileName(name);
    if (!entry) continue;
    entries.set(entry.id, entry);
    hooks.onArrival(entry.id);
  }

  async function take(entry: Entry): Promise<Message> {
    const before = join(messages, fileName(entry));
    entry.inFlight = true;
    entry.receives += 1;
    entry.firstReceivedAt ??= Date.now();
    const after = join(messages, fileName(entry));
    await rename(before, after);
    const { id, sentAt, receives, firstReceivedAt } = entry;
    return { id, sentAt, receives, firstReceivedAt, body: await readFile(after, "utf8") };
  }

  async function heldIn(folder: string, stateOf: (id: string) => Held["state"]): Promise<readonly Held[]> {
    const read = (await readdir(folder)).sort().map(async (name): Promise<Held | null> => {
      const entry = readFileName(name);
      // What was taken, done or renamed meanwhile is not held any more.
      const body = await readFile(join(folder, name), "utf8").catch(() => null);
      if (!entry || body === null) return null;
      const { id, sentAt, receives } = entry;
      return { id, sentAt, receives, body, state: stateOf(id) };
    });
    return (await Promise.all(read)).filter((held) => held !== null);
  }

  function stateOf(id: string): Held["state"] {
    const entry = entries.get(id);
    if (entry?.inFlight) return "in flight";
    return entry && entry.receives > 0 ? "waiting for another try" : "waiting";
  }

  function leave(message: Pick<Message, "id">): void {
    entries.delete(message.id);
    hooks.onDeparture(message.id);
  }

  return {
    async send(body) {
      const now = Date.now();
      const entry: Entry = {
        id: randomUUID(),
        sentAt: now,
        receives: 0,
        firstReceivedAt: null,
        visibleAt: now,
        inFlight: false,
      };
      await files.replace(join(messages, fileName(entry)), body);
      entries.set(entry.id, entry);
      hooks.onArrival(entry.id);
    },
    async receive(limit) {
      const now = Date.now();
      const taken: Message[] = [];
      let bytes = 0;
      for (const entry of entries.values()) {
        if (taken.length === limit.messages || bytes >= limit.bytes) break;
        if (entry.inFlight || entry.visibleAt > now) continue;
        const message = await take(entry).catch((error: unknown) => {
          if (hasCode(error, "ENOENT")) return null;
          throw error;
        });
        if (!message) {
          // Somebody removed the file by hand.
          leave(entry);
          continue;
        }
        bytes += Buffer.byteLength(message.body);
        taken.push(message);
      }
      return taken;
    },
    async remove(message) {
      await rm(join(messages, fileName(message)), { force: true });
      leave(message);
    },
    release(message, visibleAt) {
      const entry = entries.get(message.id);
      if (entry) Object.assign(entry, { inFlight: false, visibleAt });
    },
    async bury(message) {
      await rename(join(messages, fileName(message)), join(deadLetters, fileName(message)));
      buried += 1;
      leave(message);
    },
    depth() {
      const now = Date.now();
      const all = [...entries.values()];
      const inFlight = all.filter((entry) => entry.inFlight).length;
      const delayed = all.filter((entry) => !entry.inFlight && entry.visibleAt > now).length;
      return { visible: all.length - inFlight - delayed, delayed, inFlight, deadLetters: buried };
    },
    async held() {
      return [...(await heldIn(messages, stateOf)), ...(await heldIn(deadLetters, () => "dead letter"))];
    },
    oldestSentAt: () =>
      entries.size === 0
        ? null
        : [...entries.values()].reduce((least, { sentAt }) => Math.min(least, sentAt), Infinity),
    nextVisibleAt() {
      const waiting = [...entries.values()].filter((entry) => !entry.inFlight);
      return waiting.length === 0 ? null : waiting.reduce((least, entry) => Math.min(least, entry.visibleAt), Infinity);
    },
  };
}
