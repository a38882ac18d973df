import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { RoleMappingEntry } from "../config/schema.ts";
import { chunksOf } from "../dynamodb/retry-unprocessed.ts";
import { mappingKey } from "./mapping-item.ts";

/** Mappings written at the same time. */
const AT_ONCE = 20;

/** @returns whether there was none yet */
async function seed(client: DynamoDBDocumentClient, tableName: string, mapping: RoleMappingEntry): Promise<boolean> {
  const key = mappingKey(mapping.identityProvider, mapping.samlRole, mapping.environment);
  const put = new PutCommand({
    TableName: tableName,
    Item: { ...mapping, ...key, status: "active", revision: 1 },
    ConditionExpression: "attribute_not_exists(#source)",
    ExpressionAttributeNames: { "#source": "source" },
  });
  try {
    await client.send(put);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Puts the mappings of the configuration into the table, active, where there is none yet. One that is there is left as it
 * is: it may have been marked stale or pruned since, and a deployment must not bring it back.
 * @returns how many were new
 */
export async function seedRoleMappings(
  client: DynamoDBDocumentClient,
  tableName: string,
  mappings: readonly RoleMappingEntry[],
): Promise<number> {
  let created = 0;
  for (const chunk of chunksOf(mappings, AT_ONCE)) {
    const results = await Promise.all(chunk.map((mapping) => seed(client, tableName, mapping)));
    created += results.filter(Boolean).length;
  }
  return created;
}
