/**
 * Records a change to a guard once, however often CloudTrail tells of it: its event lies in the login ledger under the record's id,
 * and is published by whoever comes first, or by republish-pending.
 *   guard#<id of the record>
 */
import { ulid } from "ulid";
import { createEvent } from "../events/create-event.ts";
import { guardChanged } from "../events/guard-changed.ts";
import type { Producer } from "../events/producer.ts";
import { type Publication, publishRecorded } from "../events/publish-recorded.ts";
import { keepUntil, type LedgerTable } from "../ledger/ledger-table.ts";
import { pendingAttributes } from "../ledger/pending-item.ts";
import { putOnce } from "../ledger/put-once.ts";
import type { GuardChange } from "./guard-change.ts";

export interface GuardRecording {
  readonly ledger: LedgerTable;
  readonly publication: Publication;
  readonly environment: string;
  readonly producer: Producer;
  readonly attemptId: string;
  readonly now: Date;
}

/** CloudTrail's copies come within hours of each other; a queue keeps them for two weeks. */
const KEPT_MILLISECONDS = 15 * 86_400_000;

/** @returns `false` where it was recorded before */
export async function recordGuardChange(recording: GuardRecording, change: GuardChange): Promise<boolean> {
  const { ledger, publication, environment, producer, attemptId, now } = recording;
  const pk = `guard#${change.trailEventId}`;
  const origin = { occurredAt: now, correlationId: ulid(now.getTime()), attemptId, environment, producer };
  const event = createEvent(guardChanged, origin, change);
  const keep = keepUntil(new Date(now.getTime() + KEPT_MILLISECONDS));
  const item = { pk, writer: event.metadata.id, ...pendingAttributes(pk, now, keep, [event]) };
  if (!(await putOnce(ledger, item))) {
    // Nothing bears this number, and a gap would look like a lost event.
    producer.release(event.metadata.producer.sequence);
    return false;
  }
  await publishRecorded(publication, { pk }, [event]);
  return true;
}
