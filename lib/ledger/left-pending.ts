/** What is still waiting to be published after all that could be done: how many records, and since when the oldest. */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { PENDING_INDEX } from "../../infra/pipeline/names.ts";
import { countPending } from "./count-pending.ts";
import type { LedgerTable } from "./ledger-table.ts";
import { PENDING_SHARDS } from "./pending-item.ts";
import type { Outbox } from "./republish-pending.ts";

export interface LeftPending {
  readonly records: number;
  readonly oldest: Date | null;
}

export const NOTHING_LEFT: LeftPending = { records: 0, oldest: null };

async function oldestOfShard({ client, name }: LedgerTable, shard: number, before: Date): Promise<readonly string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: PENDING_INDEX,
      KeyConditionExpression: "pendingShard = :shard AND pendingSince < :before",
      ProjectionExpression: "pendingSince",
      ExpressionAttributeValues: { ":shard": shard, ":before": before.toISOString() },
      Limit: 1,
    }),
  );
  return Items.map(({ pendingSince }) => String(pendingSince));
}

/** Of the ledger, by its index. */
export async function leftInLedger(table: LedgerTable, before: Date): Promise<LeftPending> {
  const shards = Array.from({ length: PENDING_SHARDS }, (_, shard) => oldestOfShard(table, shard, before));
  const [records, oldest] = await Promise.all([countPending(table, before), Promise.all(shards)]);
  const [first] = oldest.flat().sort();
  return { records, oldest: first === undefined ? null : new Date(first) };
}

/** Of an outbox that has no such index: by the time at which its events occurred. */
export async function leftInOutbox(outbox: Pick<Outbox, "pending">, before: Date): Promise<LeftPending> {
  const instants: string[] = [];
  let records = 0;
  for await (const { events } of outbox.pending(before)) {
    records += 1;
    instants.push(...events.map(({ metadata }) => metadata.occurredAt));
  }
  const [first] = instants.sort();
  return { records, oldest: first === undefined ? null : new Date(first) };
}

export function together(...left: readonly LeftPending[]): LeftPending {
  const instants = left.flatMap(({ oldest }) => (oldest ? [oldest.getTime()] : []));
  return {
    records: left.reduce((sum, { records }) => sum + records, 0),
    oldest: instants.length > 0 ? new Date(Math.min(...instants)) : null,
  };
}
