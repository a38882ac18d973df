/**
 * Floods: failures above a rate are counted into one item a minute, step, reason and provider. When the minute is over
 * the item is closed, and its counter becomes the `count` of one Login Failed. The counter is an atomic ADD without an
 * idempotency key: an increment whose answer was lost and that the SDK repeated counts twice, never not at all.
 */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { LoginFailed } from "../events/catalogue.ts";
import { keepUntil, type LedgerTable, whereConditionHolds } from "./ledger-table.ts";
import { type PendingItem, pendingEvents, pendingItem, pendingMap, shardOf } from "./pending-item.ts";
import { recordEvents } from "./records.ts";

const MINUTE = 60_000;

/** An aggregate is due this long after its minute is over: increments on their way still find it open. */
const SETTLING_TIME = 30_000;

/** What one failure says for all of its kind: nothing about one client or one message, and a producer of its own. */
function aggregateOf({ metadata, data }: LoginFailed): LoginFailed {
  return {
    metadata: { ...metadata, producer: { id: metadata.id, sequence: 1 } },
    data: {
      ...data,
      detail: { ...data.detail, found: null },
      claimed: { issuerHash: null, assertionIdHash: null },
      client: null,
      steps: [],
    },
  };
}

export async function countFlood(table: LedgerTable, minute: Date, failure: LoginFailed): Promise<void> {
  const begins = new Date(Math.floor(minute.getTime() / MINUTE) * MINUTE);
  const due = new Date(begins.getTime() + MINUTE + SETTLING_TIME);
  const { step, reason, identityProvider, count } = failure.data;
  const pk = ["flood", begins.toISOString(), step, reason, identityProvider?.id ?? "-"].join("#");
  const increment = new UpdateCommand({
    TableName: table.name,
    Key: { pk },
    UpdateExpression:
      "ADD attempts :count SET pending = if_not_exists(pending, :pending), " +
      "pendingShard = :shard, pendingSince = :due, keepUntil = :keepUntil",
    ConditionExpression: "attribute_not_exists(closed)",
    ExpressionAttributeValues: {
      ":count": count,
      ":pending": pendingMap([aggregateOf(failure)]),
      ":shard": shardOf(pk),
      ":due": due.toISOString(),
      ":keepUntil": keepUntil(due),
    },
  });
  if (await whereConditionHolds(table.client.send(increment))) return;
  // Too late for the aggregate: the failure goes out as an event of its own.
  await recordEvents(table, failure.metadata.id, begins, [aggregateOf(failure)]);
}

/**
 * Closes a due aggregate, after which it counts no more, and reads its final counter. Closing it again is harmless and
 * gives the same event, so a publisher that crashed is repeated byte for byte.
 * @returns `null` where its event was published before
 */
export async function closeFlood({ client, name }: LedgerTable, pk: string): Promise<PendingItem | null> {
  const close = new UpdateCommand({
    TableName: name,
    Key: { pk },
    UpdateExpression: "SET closed = :closed",
    ConditionExpression: "attribute_exists(pending)",
    ExpressionAttributeValues: { ":closed": true },
    ReturnValues: "ALL_NEW",
  });
  const answer = await whereConditionHolds(client.send(close));
  return answer && pendingItem.parse(answer.Attributes);
}

/** The events of a closed aggregate: its one Login Failed with the counter as `count`. */
export function floodEvents(item: PendingItem, attempts: number): readonly LoginFailed[] {
  const events = pendingEvents(item) as readonly LoginFailed[];
  return events.map(({ metadata, data }) => ({ metadata, data: { ...data, count: attempts } }));
}
