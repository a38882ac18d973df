/** What became of each message: from the queues' own files while it is in one, and from memory once it is done. */
import type { DiskQueue, Held, Message } from "./disk-queue.ts";

export interface Delivery {
  readonly messageId: string;
  /** The function whose queue it is. */
  readonly consumer: string;
  /** The event in the message. */
  readonly eventId: string;
  readonly correlationId: string;
  /** The event itself; null once it is done, since the archive has it. */
  readonly detail: object | null;
  /** Milliseconds since the epoch: when the bus put it into the queue. */
  readonly sentAt: number;
  /** How often the consumer was given it. */
  readonly attempts: number;
  readonly state: Held["state"] | "done";
  /** Milliseconds since the epoch; null where it is not done. */
  readonly doneAt: number | null;
}

/** Messages remembered after they are done; the oldest go first. What they carried is in the archive. */
const REMEMBERED = 20_000;

interface Detail {
  readonly metadata?: { readonly id?: unknown; readonly correlationId?: unknown };
}

function delivery(
  consumer: string,
  message: Pick<Held, "id" | "body" | "sentAt" | "receives">,
  state: Delivery["state"],
  doneAt: number | null,
): Delivery | null {
  let detail: Detail | undefined;
  try {
    ({ detail } = JSON.parse(message.body) as { detail?: Detail });
  } catch {
    return null;
  }
  const { id, correlationId } = detail?.metadata ?? {};
  // Records of CloudTrail come through the same queues, and follow no login.
  if (!detail || typeof id !== "string" || typeof correlationId !== "string") return null;
  const { id: messageId, sentAt, receives: attempts } = message;
  return { messageId, consumer, eventId: id, correlationId, detail, sentAt, attempts, state, doneAt };
}

export async function heldIn(consumer: string, queue: Pick<DiskQueue, "held">): Promise<readonly Delivery[]> {
  const held = await queue.held();
  return held.map((each) => delivery(consumer, each, each.state, null)).filter((each) => each !== null);
}

export interface Deliveries {
  add(consumer: string, message: Message): void;
  /** @param held read before: what is done meanwhile counts as done */
  with(held: readonly Delivery[]): readonly Delivery[];
}

export function createDeliveries(): Deliveries {
  const done = new Map<string, Delivery>();
  return {
    add(consumer, message) {
      const made = delivery(consumer, message, "done", Date.now());
      if (!made) return;
      done.set(message.id, { ...made, detail: null });
      const [oldest] = done.keys();
      if (done.size > REMEMBERED && oldest !== undefined) done.delete(oldest);
    },
    with: (held) => [...held.filter(({ messageId }) => !done.has(messageId)), ...done.values()],
  };
}
