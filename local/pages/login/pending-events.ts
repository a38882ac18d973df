/** Events that wait in the ledger to be published, read without touching them. */
import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import { PENDING_INDEX } from "../../../infra/pipeline/names.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { readPendingItems } from "../../../lib/ledger/find-pending.ts";
import type { LedgerTable } from "../../../lib/ledger/ledger-table.ts";
import { PENDING_SHARDS, pendingEvents } from "../../../lib/ledger/pending-item.ts";

export interface PendingEvent {
  readonly event: TrailEvent;
  /** ISO instant. */
  readonly since: string;
}

async function ofShard(table: LedgerTable, shard: number): Promise<readonly PendingEvent[]> {
  const since = new Map<string, string>();
  const query = {
    TableName: table.name,
    IndexName: PENDING_INDEX,
    KeyConditionExpression: "pendingShard = :shard",
    ExpressionAttributeValues: { ":shard": shard },
  };
  for await (const { Items = [] } of paginateQuery({ client: table.client }, query)) {
    for (const { pk, pendingSince } of Items) since.set(String(pk), String(pendingSince));
  }
  const items = await readPendingItems(table, [...since.keys()]);
  // A flood is still being counted: its event is made when its minute is over.
  const single = items.filter(({ attempts }) => attempts === undefined);
  return single.flatMap((item) => pendingEvents(item).map((event) => ({ event, since: since.get(item.pk) ?? "" })));
}

export async function readPendingEvents(ledger: LedgerTable): Promise<readonly PendingEvent[]> {
  const shards = Array.from({ length: PENDING_SHARDS }, (_, shard) => ofShard(ledger, shard));
  return (await Promise.all(shards)).flat();
}
