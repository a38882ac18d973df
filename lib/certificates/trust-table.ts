/**
 * The table of what is trusted beyond the deployment, and of what was told about it. An item changes by compare-and-set on
 * its revision, and carries the event that says so until it is recorded:
 *   metadata#<provider>    the metadata that was accepted since the deployment
 *   candidate#<provider>   metadata that waits for confirmation, or was refused
 *   deployed#<provider>    the deployed metadata as the last run saw it
 *   own#<purpose>          the service provider's own certificates that are being rolled
 *   told#<…>               that a certificate runs out, once for each threshold
 */
import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import type { TrailEvent } from "../events/catalogue.ts";
import { type LedgerTable, whereConditionHolds } from "../ledger/ledger-table.ts";

type TrustTable = LedgerTable;

export interface Kept<Value> {
  readonly value: Value;
  readonly revision: number;
}

export interface Untold {
  readonly pk: string;
  readonly event: TrailEvent;
}

/** Somebody else changed the item meanwhile. */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

/** @throws ZodError where the item is not of its shape: then nothing is done on its word. */
export async function readItem<Value>(
  { client, name }: TrustTable,
  pk: string,
  shape: z.ZodType<Value>,
): Promise<Kept<Value> | null> {
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: { pk }, ConsistentRead: true }));
  return Item ? { value: shape.parse(JSON.parse(String(Item.value))), revision: Number(Item.revision) } : null;
}

/**
 * Writes an item over the one that was read, or where there was none.
 * @param event says what changed; told by `tellUntold`
 * @returns `false` where somebody else was faster. The SDK repeats a call whose answer was lost, so a refused write that finds
 *   its own writer there has succeeded.
 */
export async function writeItem(
  { client, name }: TrustTable,
  pk: string,
  value: object,
  { over, writer, event }: { over: { revision: number } | null; writer: string; event?: TrailEvent | undefined },
): Promise<boolean> {
  const put = new PutCommand({
    TableName: name,
    Item: {
      pk,
      value: JSON.stringify(value),
      revision: (over?.revision ?? 0) + 1,
      writer,
      ...(event && { eventId: event.metadata.id, event: JSON.stringify(event) }),
    },
    ...(over
      ? { ConditionExpression: "revision = :read", ExpressionAttributeValues: { ":read": over.revision } }
      : { ConditionExpression: "attribute_not_exists(pk)" }),
  });
  if (await whereConditionHolds(client.send(put))) return true;
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: { pk }, ProjectionExpression: "writer", ConsistentRead: true }),
  );
  return Item?.writer === writer;
}

/** Removes an item as it was read, unless it carries an event that is not recorded yet: then a later run removes it. */
export async function removeItem({ client, name }: TrustTable, pk: string, revision: number): Promise<void> {
  await whereConditionHolds(
    client.send(
      new DeleteCommand({
        TableName: name,
        Key: { pk },
        ConditionExpression: "revision = :read AND attribute_not_exists(eventId)",
        ExpressionAttributeValues: { ":read": revision },
      }),
    ),
  );
}

/** Every item whose event is not recorded yet. The table holds a few items a provider, so reading all of them is cheap. */
export async function findUntold({ client, name }: TrustTable): Promise<readonly Untold[]> {
  const found: Untold[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: name,
        FilterExpression: "attribute_exists(eventId)",
        ProjectionExpression: "pk, event",
        ExclusiveStartKey: from,
        ConsistentRead: true,
      }),
    );
    for (const { pk, event } of page.Items ?? []) {
      found.push({ pk: String(pk), event: JSON.parse(String(event)) as TrailEvent });
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return found;
}

/** The event is recorded elsewhere: the item need not carry it any longer. */
export async function markTold({ client, name }: TrustTable, { pk, event }: Untold): Promise<void> {
  await whereConditionHolds(
    client.send(
      new UpdateCommand({
        TableName: name,
        Key: { pk },
        UpdateExpression: "REMOVE eventId, #event",
        ConditionExpression: "eventId = :id",
        ExpressionAttributeNames: { "#event": "event" },
        ExpressionAttributeValues: { ":id": event.metadata.id },
      }),
    ),
  );
}
