/** The role mappings on DynamoDB. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { batchGet } from "../dynamodb/batch-get.ts";
import type { Wait } from "../dynamodb/retry-unprocessed.ts";
import { mappingKey, readMapping } from "./mapping-item.ts";
import type { RoleMappings } from "./role-mapping.ts";

/** No mapping names a longer SAML role (the configuration's schema), and a DynamoDB key could not hold every one. */
const MAXIMUM_ROLE_LENGTH = 256;

/**
 * Reads consistently, so that a mapping that was pruned stops at once.
 * @param wait between attempts at what DynamoDB left unprocessed
 */
export function createDynamoDbRoleMappings(
  client: DynamoDBDocumentClient,
  tableName: string,
  wait?: Wait,
): RoleMappings {
  return {
    async find(identityProvider, samlRoles, environments) {
      const roles = [...new Set(samlRoles)].filter((role) => role.length <= MAXIMUM_ROLE_LENGTH);
      const keys = roles.flatMap((role) =>
        [...new Set(environments)].map((environment) => ({ ...mappingKey(identityProvider, role, environment) })),
      );
      const found = (await batchGet(client, tableName, keys, { wait })).map(readMapping);
      return found.filter(({ status }) => status !== "retired");
    },
  };
}
