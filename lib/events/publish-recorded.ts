/** Publishes events that are already recorded as pending, and marks those the bus has taken. */
import type { LoginLedger, PendingKey } from "../ledger/ledger.ts";
import type { TrailEvent } from "./catalogue.ts";

export interface Publication {
  /** Answers with the ids the bus took and those it refused; what it throws counts as all refused. */
  readonly publish: (events: readonly TrailEvent[]) => Promise<{ readonly published: readonly string[] }>;
  readonly ledger: Pick<LoginLedger, "markPublished">;
  /** Told when something stays pending; the error is `undefined` where the bus refused entries without throwing. */
  readonly onLeftPending: (events: readonly TrailEvent[], error: unknown) => void;
}

/**
 * Never throws: what is not published or not marked stays pending in the ledger, and republish-pending sends it (again).
 * Consumers deduplicate on the event id.
 */
export async function publishRecorded(
  { publish, ledger, onLeftPending }: Publication,
  key: PendingKey,
  events: readonly TrailEvent[],
): Promise<void> {
  try {
    const { published } = await publish(events);
    if (published.length > 0) await ledger.markPublished(key, published);
    const left = events.filter(({ metadata }) => !published.includes(metadata.id));
    if (left.length > 0) onLeftPending(left, undefined);
  } catch (error) {
    onLeftPending(events, error);
  }
}
