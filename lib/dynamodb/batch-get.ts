import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { chunksOf, retryUnprocessed, type Wait, waitWithJitter } from "./retry-unprocessed.ts";

type Attributes = Record<string, unknown>;

/** Keys of one BatchGetItem call. */
const CHUNK_SIZE = 100;

interface Reading {
  /** Between attempts at what DynamoDB left unprocessed. */
  readonly wait?: Wait | undefined;
  /** `false`: what was written a second ago may be missing, for half the price. */
  readonly consistent?: boolean;
}

/**
 * Reads the items of these keys, consistently unless asked otherwise and in no order; a key without an item is left out.
 * @param keys no two alike
 * @throws Error where DynamoDB does not get through them all
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Attributes[],
  { wait = waitWithJitter, consistent = true }: Reading = {},
): Promise<readonly Attributes[]> {
  const found: Attributes[] = [];
  const send = async (wanted: readonly Attributes[]): Promise<readonly Attributes[]> => {
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [...wanted], ConsistentRead: consistent } } }),
    );
    found.push(...(answer.Responses?.[tableName] ?? []));
    return answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  };
  await Promise.all(chunksOf(keys, CHUNK_SIZE).map((chunk) => retryUnprocessed(chunk, send, wait)));
  return found;
}
