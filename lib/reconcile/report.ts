/**
 * Reports a finding once: its event lies in the login ledger under the call it is about, so that it is published by whoever comes
 * first, and again by republish-pending where the bus did not take it.
 *   finding#<direction>#<stage>#<key of the call>
 */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { createEvent } from "../events/create-event.ts";
import type { Producer } from "../events/producer.ts";
import { type Publication, publishRecorded } from "../events/publish-recorded.ts";
import { roleAssumptionUnmatched } from "../events/role-assumption-unmatched.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { pendingAttributes } from "../ledger/pending-item.ts";
import { putOnce } from "../ledger/put-once.ts";
import { type Call, forgetAt } from "./calls.ts";
import type { Unmatched } from "./unmatched.ts";

export interface Reporting {
  readonly ledger: LedgerTable;
  readonly publication: Publication;
  readonly environment: string;
  readonly producer: Producer;
  /** The batch, or the run of the schedule. */
  readonly attemptId: string;
}

/** A session of ours is named by the request it was for (lib/credentials/assume-role-input.ts). */
const OWN_SESSION = /^(?:person|agent)-([0-9A-HJKMNP-TV-Z]{26})$/;

function correlationOf({ issued, seen }: Call): string {
  return issued?.correlationId ?? OWN_SESSION.exec(seen?.sessionName ?? "")?.[1] ?? ulid();
}

/** @returns the event's id, or null where it was reported before */
export async function report(parts: Reporting, call: Call, unmatched: Unmatched, now: Date): Promise<string | null> {
  const { ledger, publication, environment, producer, attemptId } = parts;
  const pk = `finding#${unmatched.direction}#${unmatched.stage}#${call.pk}`;
  const get = new GetCommand({
    TableName: ledger.name,
    Key: { pk },
    ProjectionExpression: "pk",
    ConsistentRead: true,
  });
  if ((await ledger.client.send(get)).Item) return null;
  const origin = { occurredAt: now, correlationId: correlationOf(call), attemptId, environment, producer };
  const event = createEvent(roleAssumptionUnmatched, origin, unmatched);
  const { id, producer: numbered } = event.metadata;
  const item = { pk, writer: id, ...pendingAttributes(pk, now, forgetAt(now), [event]) };
  if (!(await putOnce(ledger, item))) {
    // Somebody else was faster: nothing bears this number, and a gap would look like a lost event.
    producer.release(numbered.sequence);
    return null;
  }
  await publishRecorded(publication, { pk }, [event]);
  return id;
}
