/** The ledger's table and what its items have in common. */

import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export interface LedgerTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
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
