/** One run at a time, and each once: two at once could each close one of the last two ways in. Kept in the ledger's table. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { keepUntil, type LedgerTable, whereConditionHolds } from "../../../ledger/ledger-table.ts";

const KEY = { pk: "lease#prune-role-mappings" };

/** A run that crashed holds the lease for this long; no run takes it. */
const LEASE_MILLISECONDS = 20 * 60_000;

export interface RunLease {
  /** Done: a delivery of the same schedule event again does nothing. */
  complete(): Promise<void>;
  /** Not done: whoever comes next may take it at once. */
  release(): Promise<void>;
}

/**
 * @param name of what started the run: of two of the same name the second does nothing
 * @param holder the run itself, as no other is called
 * @returns null where another run holds it, or this one is done
 */
export async function takeLease(
  { client, name: table }: LedgerTable,
  name: string,
  holder: string,
  now: Date,
): Promise<RunLease | null> {
  const until = new Date(now.getTime() + LEASE_MILLISECONDS);
  const take = new UpdateCommand({
    TableName: table,
    Key: KEY,
    UpdateExpression: "SET holder = :holder, heldUntil = :until REMOVE expiresAt",
    ConditionExpression:
      "(attribute_not_exists(heldUntil) OR heldUntil < :now OR holder = :holder) AND " +
      "(attribute_not_exists(completed) OR completed <> :name)",
    ExpressionAttributeValues: {
      ":name": name,
      ":holder": holder,
      ":until": until.toISOString(),
      ":now": now.toISOString(),
    },
  });
  if (!(await whereConditionHolds(client.send(take)))) return null;

  async function give(completed: boolean): Promise<void> {
    const give = new UpdateCommand({
      TableName: table,
      Key: KEY,
      UpdateExpression: `SET expiresAt = :expiresAt${completed ? ", completed = :name" : ""} REMOVE heldUntil, holder`,
      ConditionExpression: "holder = :holder",
      ExpressionAttributeValues: {
        ":holder": holder,
        ":expiresAt": keepUntil(until),
        ...(completed ? { ":name": name } : {}),
      },
    });
    await whereConditionHolds(client.send(give));
  }
  return { complete: () => give(true), release: () => give(false) };
}
