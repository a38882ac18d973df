/** Takes published events off an item. Two publishers may do so at once: the handler, and republish-pending. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { PendingKey } from "./ledger.ts";
import { type OutboxTable, whereConditionHolds } from "./ledger-table.ts";
import { pendingItem } from "./pending-item.ts";

const carrying = pendingItem.pick({ pending: true });

interface Placeholders {
  readonly paths: readonly string[];
  readonly names: Record<string, string> | undefined;
}

function placeholders(eventIds: readonly string[]): Placeholders {
  if (eventIds.length === 0) return { paths: [], names: undefined };
  const names = Object.fromEntries(eventIds.map((id, index) => [`#event${index}`, id]));
  return { paths: Object.keys(names).map((name) => `pending.${name}`), names };
}

/** Settles the item in one write if these are exactly the events it still carries: it leaves the index and may expire. */
async function settle(
  { client, name, keyOf, settlement }: OutboxTable,
  key: PendingKey,
  eventIds: readonly string[],
): Promise<boolean> {
  const { paths, names } = placeholders(eventIds);
  const update = new UpdateCommand({
    TableName: name,
    Key: keyOf(key),
    UpdateExpression: settlement,
    ConditionExpression: ["size(pending) = :count", ...paths.map((path) => `attribute_exists(${path})`)].join(" AND "),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ":count": eventIds.length },
  });
  return (await whereConditionHolds(client.send(update))) !== null;
}

/** Removes single events. @returns whether none is left; `false` also where the item was settled before. */
async function remove(
  { client, name, keyOf }: OutboxTable,
  key: PendingKey,
  eventIds: readonly string[],
): Promise<boolean> {
  const { paths, names } = placeholders(eventIds);
  const update = new UpdateCommand({
    TableName: name,
    Key: keyOf(key),
    UpdateExpression: `REMOVE ${paths.join(", ")}`,
    ConditionExpression: "attribute_exists(pending)",
    ExpressionAttributeNames: names,
    ReturnValues: "ALL_NEW",
  });
  const answer = await whereConditionHolds(client.send(update));
  return answer !== null && Object.keys(carrying.parse(answer.Attributes).pending).length === 0;
}

/**
 * Whoever takes the last event settles the item; a crash in between leaves an item without events in the index, which
 * the republisher settles by marking nothing.
 */
export async function markPublished(table: OutboxTable, key: PendingKey, eventIds: readonly string[]): Promise<void> {
  const ids = [...new Set(eventIds)];
  if (await settle(table, key, ids)) return;
  if (ids.length > 0 && (await remove(table, key, ids))) await settle(table, key, []);
}
