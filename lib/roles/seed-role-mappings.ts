import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { RoleMappingEntry } from "../config/schema.ts";
import { mappingKey } from "./mapping-item.ts";

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
  for (const mapping of mappings) {
    const key = mappingKey(mapping.identityProvider, mapping.samlRole, mapping.environment);
    const put = new PutCommand({
      TableName: tableName,
      Item: { ...mapping, ...key, status: "active", revision: 1 },
      ConditionExpression: "attribute_not_exists(#source)",
      ExpressionAttributeNames: { "#source": "source" },
    });
    try {
      await client.send(put);
      created += 1;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
  return created;
}
