/** Events that wait in the ledger to be published, read without touching them. */
import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import { PENDING_INDEX } from "../../../infra/pipeline.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import type { LedgerTable } from "../../../lib/ledger/ledger-table.ts";
import { PENDING_SHARDS, pendingEvents, pendingItem } from "../../../lib/ledger/pending-item.ts";

export interface PendingEvent {
  readonly event: TrailEvent;
  /** ISO instant. */
  readonly since: string;
}

async function ofShard({ client, name }: LedgerTable, shard: number): Promise<readonly PendingEvent[]> {
  const found: PendingEvent[] = [];
  const query = {
    TableName: name,
    IndexName: PENDING_INDEX,
    KeyConditionExpression: "pendingShard = :shard",
    ExpressionAttributeValues: { ":shard": shard },
  };
  for await (const page of paginateQuery({ client }, query)) {
    for (const given of page.Items ?? []) {
      const item = pendingItem.parse(given);
      // A flood that is still being counted: its event is made when its minute is over.
      if (item.attempts !== undefined) continue;
      found.push(...pendingEvents(item).map((event) => ({ event, since: String(given.pendingSince) })));
    }
  }
  return found;
}

export async function readPendingEvents(ledger: LedgerTable): Promise<readonly PendingEvent[]> {
  const shards = Array.from({ length: PENDING_SHARDS }, (_, shard) => ofShard(ledger, shard));
  return (await Promise.all(shards)).flat();
}
