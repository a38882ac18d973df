import { BatchWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { chunksOf, retryUnprocessed, type Wait, waitWithJitter } from "./retry-unprocessed.ts";

type Attributes = Record<string, unknown>;

/** Items of one BatchWriteItem call. */
const CHUNK_SIZE = 25;

/**
 * Puts these items, over what is there, without any order among them.
 * @param items no two of the same key
 * @throws Error where DynamoDB does not get through them all; some may be written then
 */
export async function batchPut(
  client: DynamoDBDocumentClient,
  tableName: string,
  items: readonly Attributes[],
  wait: Wait = waitWithJitter,
): Promise<void> {
  const send = async (wanted: readonly Attributes[]): Promise<readonly Attributes[]> => {
    const requests = wanted.map((item) => ({ PutRequest: { Item: item } }));
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    return (answer.UnprocessedItems?.[tableName] ?? []).flatMap(({ PutRequest }) => PutRequest?.Item ?? []);
  };
  await Promise.all(chunksOf(items, CHUNK_SIZE).map((chunk) => retryUnprocessed(chunk, send, wait)));
}
