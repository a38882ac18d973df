import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type LedgerTable, whereConditionHolds } from "./ledger-table.ts";

export interface OnceItem {
  readonly pk: string;
  /** Who writes: what tells an own write that the SDK repeated from somebody else's. */
  readonly writer: string;
}

/**
 * Writes an item whose key must be new. The SDK repeats a call whose answer was lost, so a refused write that finds its
 * own writer there has succeeded. Never looks at `expiresAt`: an item that should have expired still stands.
 * @returns `false` where somebody else wrote the key before
 */
export async function putOnce(
  { client, name }: LedgerTable,
  item: OnceItem & Record<string, unknown>,
): Promise<boolean> {
  const put = new PutCommand({ TableName: name, Item: item, ConditionExpression: "attribute_not_exists(pk)" });
  if (await whereConditionHolds(client.send(put))) return true;
  const there = await client.send(
    new GetCommand({ TableName: name, Key: { pk: item.pk }, ProjectionExpression: "writer", ConsistentRead: true }),
  );
  return there.Item?.writer === item.writer;
}
