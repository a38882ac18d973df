/** The items that carry events from the start: logins (the replay guard), ended sessions, and events of their own. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { TrailEvent } from "../events/catalogue.ts";
import { assertionHash } from "./assertion-key.ts";
import type { LoginRecord, PendingKey, RecordResult } from "./ledger.ts";
import { keepUntil, type LedgerTable } from "./ledger-table.ts";
import { pendingAttributes } from "./pending-item.ts";
import { putOnce } from "./put-once.ts";

const eventIds = (events: readonly TrailEvent[]): string => events.map((event) => event.metadata.id).join(" ");

const sessionKey = (sessionId: string): string => `session#${sessionId}`;

export async function recordLogin(table: LedgerTable, record: LoginRecord): Promise<RecordResult> {
  const pk = `login#${assertionHash(record)}`;
  const recorded = await putOnce(table, {
    pk,
    writer: record.attemptId,
    recordedAt: record.recordedAt.toISOString(),
    ...pendingAttributes(pk, record.recordedAt, keepUntil(record.acceptableUntil), record.events),
  });
  return recorded ? { recorded, pending: { pk } } : { recorded };
}

/** @throws Error where the id already carries other events: they must not be taken for recorded. */
export async function recordEvents(
  table: LedgerTable,
  id: string,
  recordedAt: Date,
  events: readonly TrailEvent[],
): Promise<PendingKey> {
  const pk = `events#${id}`;
  const recorded = await putOnce(table, {
    pk,
    writer: eventIds(events),
    recordedAt: recordedAt.toISOString(),
    ...pendingAttributes(pk, recordedAt, keepUntil(recordedAt), events),
  });
  if (!recorded) throw new Error(`the ledger already holds other events under ${pk}`);
  return { pk };
}

export async function endSession(
  table: LedgerTable,
  sessionId: string,
  endedAt: Date,
  expiresAt: Date,
  event: TrailEvent,
): Promise<RecordResult> {
  const pk = sessionKey(sessionId);
  const recorded = await putOnce(table, {
    pk,
    writer: event.metadata.id,
    endedAt: endedAt.toISOString(),
    ...pendingAttributes(pk, endedAt, keepUntil(expiresAt), [event]),
  });
  return recorded ? { recorded, pending: { pk } } : { recorded };
}

export async function hasEnded({ client, name }: LedgerTable, sessionId: string): Promise<boolean> {
  const key = { pk: sessionKey(sessionId) };
  const answer = await client.send(
    new GetCommand({ TableName: name, Key: key, ProjectionExpression: "pk", ConsistentRead: true }),
  );
  return answer.Item !== undefined;
}
