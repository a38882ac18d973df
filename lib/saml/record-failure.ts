/** Records and publishes a refusal. It must not fail itself: the person gets their answer whatever happens here. */
import type { LoginFailed } from "../events/catalogue.ts";
import type { FloodGate } from "../events/flood-gate.ts";
import type { Producer } from "../events/producer.ts";
import { type Publication, publishRecorded } from "../events/publish-recorded.ts";
import type { Identities, Identity } from "../identity/identities.ts";
import type { LoginLedger } from "../ledger/ledger.ts";

export interface FailureRecords {
  readonly ledger: Pick<LoginLedger, "recordEvents" | "countFlood" | "markPublished">;
  readonly identities: Identities;
  readonly publication: Publication;
  readonly producer: Producer;
  readonly floodGate: FloodGate;
  /** Told of what could not be done, for the log: the event itself where it could be neither recorded nor published. */
  readonly onTrouble: (what: "identities" | "ledger" | "event-lost", error: unknown, event: LoginFailed) => void;
}

/**
 * @param attributed whether the message named a configured provider; without one a flood is aggregated
 * @param identities the clear text behind the event's pseudonyms
 */
export async function recordFailure(
  records: FailureRecords,
  event: LoginFailed,
  attributed: boolean,
  identities: readonly Identity[],
): Promise<void> {
  const { ledger, producer, floodGate, publication, onTrouble } = records;
  const now = new Date(event.metadata.occurredAt);
  if (!attributed && !floodGate.admits(now)) {
    try {
      await ledger.countFlood(now, event);
      producer.release(event.metadata.producer.sequence);
      return;
    } catch (error) {
      onTrouble("ledger", error, event);
    }
  }
  await records.identities.remember(identities, now).catch((error: unknown) => onTrouble("identities", error, event));
  try {
    const key = await ledger.recordEvents(event.metadata.attemptId, now, [event]);
    await publishRecorded(publication, key, [event]);
  } catch (error) {
    onTrouble("ledger", error, event);
    await publishUnrecorded(publication, event, onTrouble);
  }
}

/** The ledger did not take it: the bus is the last place it can go. */
async function publishUnrecorded(
  { publish }: Publication,
  event: LoginFailed,
  onTrouble: FailureRecords["onTrouble"],
): Promise<void> {
  try {
    const { published } = await publish([event]);
    if (published.length === 0) onTrouble("event-lost", undefined, event);
  } catch (error) {
    onTrouble("event-lost", error, event);
  }
}
