import type { TrailEvent } from "../events/catalogue.ts";
import type { PublishResult } from "../events/publish.ts";
import type { LoginLedger, PendingRecord } from "./ledger.ts";

/** Records published and marked in one round: few, so that a bus that answers nobody costs a round little time. */
const ROUND = 10;

/** Where events wait: the ledger, or the role mappings. */
export type Outbox = Pick<LoginLedger, "pending" | "markPublished">;

export interface Republication {
  readonly ledger: Outbox;
  readonly publish: (events: readonly TrailEvent[]) => Promise<PublishResult>;
  /** Only what has been pending since before this instant. */
  readonly before: Date;
  /** Asked before each round: the rest waits for the next run. */
  readonly hasTime: () => boolean;
}

/** Counts only: nothing in it speaks of a person. */
export interface RepublicationResult {
  records: number;
  published: number;
  /** How many events the bus refused, by code. */
  readonly refused: Record<string, number>;
  /** Records whose published events could not be marked; they will be published again, and consumers deduplicate. */
  unmarked: number;
  /** Whether nothing was left to the next run for want of time. */
  complete: boolean;
}

async function republishRound(
  { ledger, publish }: Republication,
  records: readonly PendingRecord[],
  result: RepublicationResult,
): Promise<void> {
  const { published, refused } = await publish(records.flatMap(({ events }) => events));
  const taken = new Set(published);
  // A record that carries no event any more is marked too: that settles what a crash left half done.
  const marks = records.map(({ key, events }) => {
    const ids = events.map((event) => event.metadata.id).filter((id) => taken.has(id));
    return ids.length > 0 || events.length === 0 ? ledger.markPublished(key, ids) : undefined;
  });
  const marked = await Promise.allSettled(marks);
  result.records += records.length;
  result.published += published.length;
  result.unmarked += marked.filter(({ status }) => status === "rejected").length;
  for (const { code } of refused) result.refused[code] = (result.refused[code] ?? 0) + 1;
}

/**
 * Publishes what is pending, in rounds, and marks what the bus has taken. What it refuses stays pending, in nobody's way.
 * @throws where the ledger cannot be read
 */
export async function republishPending(republication: Republication): Promise<RepublicationResult> {
  const result: RepublicationResult = { records: 0, published: 0, refused: {}, unmarked: 0, complete: true };
  let round: PendingRecord[] = [];
  for await (const record of republication.ledger.pending(republication.before)) {
    round.push(record);
    if (round.length < ROUND) continue;
    if (!republication.hasTime()) return { ...result, complete: false };
    await republishRound(republication, round, result);
    round = [];
  }
  if (round.length === 0) return result;
  if (!republication.hasTime()) return { ...result, complete: false };
  await republishRound(republication, round, result);
  return result;
}
