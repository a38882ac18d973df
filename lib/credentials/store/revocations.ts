/** Marks in the ledger: whoever signed in, or minted a token, before that instant gets no more credentials by it. */
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { keepUntil, type LedgerTable, whereConditionHolds } from "../../ledger/ledger-table.ts";

/** Longer than any session or token can run (lib/config/schema.ts, lib/credentials/agent-token.ts). */
const MATTERS_MILLISECONDS = 24 * 3_600_000;

const storedMark = z.object({ revokedBefore: z.iso.datetime() });

const markKey = (subject: string) => ({ pk: `revoked#${subject}` });

/** An earlier mark never replaces a later one. */
export async function markRevoked({ client, name }: LedgerTable, subject: string, before: Date): Promise<void> {
  const update = new UpdateCommand({
    TableName: name,
    Key: markKey(subject),
    UpdateExpression: "SET revokedBefore = :before, expiresAt = :expiresAt",
    ConditionExpression: "attribute_not_exists(revokedBefore) OR revokedBefore < :before",
    ExpressionAttributeValues: {
      ":before": before.toISOString(),
      ":expiresAt": keepUntil(new Date(before.getTime() + MATTERS_MILLISECONDS)),
    },
  });
  await whereConditionHolds(client.send(update));
}

/** Whether a session or a token that began at `since` was revoked after. */
export async function isRevoked({ client, name }: LedgerTable, subject: string, since: Date): Promise<boolean> {
  const answer = await client.send(new GetCommand({ TableName: name, Key: markKey(subject), ConsistentRead: true }));
  return answer.Item !== undefined && since.toISOString() <= storedMark.parse(answer.Item).revokedBefore;
}
