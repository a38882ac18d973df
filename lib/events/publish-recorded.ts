/** Publishes events that are already recorded as pending, and marks those the bus has taken. */
import type { LoginLedger, PendingKey } from "../ledger/ledger.ts";
import type { TrailEvent } from "./catalogue.ts";
import type { PublishResult, RefusedEvent } from "./publish.ts";

export interface Publication {
  readonly publish: (events: readonly TrailEvent[]) => Promise<PublishResult>;
  readonly ledger: Pick<LoginLedger, "markPublished">;
  /** Told when something stays pending: what the bus refused, or the error where marking (or publishing) failed. */
  readonly onLeftPending: (refused: readonly RefusedEvent[], error: unknown) => void;
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
    const { published, refused } = await publish(events);
    if (published.length > 0) await ledger.markPublished(key, published);
    if (refused.length > 0) onLeftPending(refused, undefined);
  } catch (error) {
    onLeftPending(
      events.map(({ metadata }) => ({ id: metadata.id, code: "NotMarked" })),
      error,
    );
  }
}
