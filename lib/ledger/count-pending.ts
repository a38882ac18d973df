/** Counts the items that have waited to be published since before an instant, without looking into them. */
import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import { PENDING_INDEX } from "../../infra/pipeline/names.ts";
import type { LedgerTable } from "./ledger-table.ts";
import { PENDING_SHARDS } from "./pending-item.ts";

export async function countPending({ client, name }: LedgerTable, before: Date): Promise<number> {
  async function countShard(shard: number): Promise<number> {
    let count = 0;
    const query = {
      TableName: name,
      IndexName: PENDING_INDEX,
      KeyConditionExpression: "pendingShard = :shard AND pendingSince < :before",
      ExpressionAttributeValues: { ":shard": shard, ":before": before.toISOString() },
      Select: "COUNT",
    } as const;
    for await (const page of paginateQuery({ client }, query)) count += page.Count ?? 0;
    return count;
  }
  const counts = await Promise.all(Array.from({ length: PENDING_SHARDS }, (_, shard) => countShard(shard)));
  return counts.reduce((sum, count) => sum + count, 0);
}
