/** The ledger's table and what its items have in common. */

import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { PendingKey } from "./ledger.ts";

export interface LedgerTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** A table whose items carry events until they are published: the ledger, and the role mappings with their changes. */
export interface OutboxTable extends LedgerTable {
  readonly keyOf: (key: PendingKey) => Record<string, string>;
  /** The update expression that leaves an item as one that carries no events. */
  readonly settlement: string;
}

/** An item outlives the instant up to which it matters by this long, whatever the clocks say. */
const GRACE_MILLISECONDS = 24 * 3_600_000;

/** The time-to-live value (seconds since the epoch) of an item that matters up to this instant. */
export function keepUntil(instant: Date): number {
  return Math.ceil((instant.getTime() + GRACE_MILLISECONDS) / 1000);
}

/** Runs a conditional write. `null` where its condition did not hold; any other failure is thrown. */
export async function whereConditionHolds<Answer>(write: Promise<Answer>): Promise<Answer | null> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}
