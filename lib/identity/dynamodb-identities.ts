/** The identities table on DynamoDB: one item a pseudonym, keyed by it. */
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { IdentityRetention } from "../config/retention.ts";
import type { Identities, Identity } from "./identities.ts";

/** Clear text is cut to this many characters. */
const MAXIMUM_CHARACTERS = 1024;

/** The words of a request for a role are of use while it may be decided, 14 days, and a little longer. */
const REASON_KEPT_DAYS = 30;

const bounded = (value: string): string => [...value].slice(0, MAXIMUM_CHARACTERS).join("");

/** In days; undefined for what stays until somebody erases it. */
function keptDays({ kind }: Identity, { addressDays, nameDays }: IdentityRetention): number | undefined {
  if (kind === "subject") return nameDays;
  return kind === "restore-reason" ? REASON_KEPT_DAYS : addressDays;
}

function update(tableName: string, identity: Identity, seenAt: Date, retention: IdentityRetention): UpdateCommand {
  const sets = ["firstSeen = if_not_exists(firstSeen, :now)", "lastSeen = :now", "kind = :kind", "#value = :value"];
  const values: Record<string, string | number> = {
    ":now": seenAt.toISOString(),
    ":kind": identity.kind,
    ":value": bounded(identity.value),
  };
  if (identity.displayName !== undefined) {
    sets.push("displayName = :displayName");
    values[":displayName"] = bounded(identity.displayName);
  }
  const days = keptDays(identity, retention);
  if (days !== undefined) {
    sets.push("expiresAt = :expiresAt");
    values[":expiresAt"] = Math.floor(seenAt.getTime() / 1000) + days * 86_400;
  }
  return new UpdateCommand({
    TableName: tableName,
    Key: { pseudonym: identity.pseudonym },
    UpdateExpression: `SET ${sets.join(", ")}`,
    ExpressionAttributeNames: { "#value": "value" },
    ExpressionAttributeValues: values,
  });
}

/**
 * @param retention how long what is remembered stays, from when it was last seen
 * @throws AggregateError (from `remember`) with every write that failed; the others stand.
 */
export function createDynamoDbIdentities(
  client: DynamoDBDocumentClient,
  tableName: string,
  retention: IdentityRetention,
): Identities {
  return {
    async remember(identities, seenAt) {
      const writes = identities.map((identity) => client.send(update(tableName, identity, seenAt, retention)));
      const results = await Promise.allSettled(writes);
      const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      if (errors.length > 0) {
        throw new AggregateError(errors, `${errors.length} of ${identities.length} identities could not be written`);
      }
    },
  };
}
