/**
 * Legal holds, in one item of the identities table: whoever erases there, or lets something expire, sees them.
 *   pseudonym  "legal-holds", which no pseudonym is
 *   holds      id of a hold > what it says
 */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { whereConditionHolds } from "../ledger/ledger-table.ts";

const holdModel = z.object({
  /** Days of arrival whose objects are held, both included. */
  from: z.iso.date(),
  to: z.iso.date(),
  reason: z.string(),
  by: z.string(),
  placedAt: z.iso.datetime(),
});

const itemModel = z.object({ holds: z.record(z.string(), holdModel).default({}) });

export interface Hold extends z.infer<typeof holdModel> {
  readonly id: string;
}

export interface IdentitiesTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

const Key = { pseudonym: "legal-holds" };

/** The oldest first. */
export async function standingHolds({ client, name }: IdentitiesTable): Promise<readonly Hold[]> {
  const { Item } = await client.send(new GetCommand({ TableName: name, Key, ConsistentRead: true }));
  const { holds } = itemModel.parse(Item ?? {});
  const all = Object.entries(holds).map(([id, hold]) => ({ id, ...hold }));
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function keepHold({ client, name }: IdentitiesTable, { id, ...hold }: Hold): Promise<void> {
  const empty = new UpdateCommand({
    TableName: name,
    Key,
    UpdateExpression: "SET holds = if_not_exists(holds, :none)",
    ExpressionAttributeValues: { ":none": {} },
  });
  await client.send(empty);
  const put = new UpdateCommand({
    TableName: name,
    Key,
    UpdateExpression: "SET holds.#id = :hold",
    ExpressionAttributeNames: { "#id": id },
    ExpressionAttributeValues: { ":hold": hold },
  });
  await client.send(put);
}

/** @returns `false` where there was none of that id */
export async function dropHold({ client, name }: IdentitiesTable, id: string): Promise<boolean> {
  const drop = new UpdateCommand({
    TableName: name,
    Key,
    UpdateExpression: "REMOVE holds.#id",
    ConditionExpression: "attribute_exists(holds.#id)",
    ExpressionAttributeNames: { "#id": id },
  });
  return (await whereConditionHolds(client.send(drop))) !== null;
}
