import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { chunksOf } from "../dynamodb/retry-unprocessed.ts";
import { mappingItem } from "./mapping-item.ts";
import { type MappingDefinition, newMapping, type RoleMapping } from "./role-mapping.ts";

/** Mappings written at the same time. */
const AT_ONCE = 20;

/** @returns whether there was none yet */
async function seed(client: DynamoDBDocumentClient, tableName: string, mapping: RoleMapping): Promise<boolean> {
  const put = new PutCommand({
    TableName: tableName,
    Item: mappingItem(mapping),
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
  definitions: readonly MappingDefinition[],
  now: Date,
): Promise<number> {
  let created = 0;
  for (const chunk of chunksOf(definitions, AT_ONCE)) {
    const results = await Promise.all(chunk.map((definition) => seed(client, tableName, newMapping(definition, now))));
    created += results.filter(Boolean).length;
  }
  return created;
}
