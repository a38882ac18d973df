/** Finds what waits to be published, through the sparse index `pending`. */
import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import { PENDING_INDEX } from "../../infra/pipeline.ts";
import { closeFlood, floodEvents } from "./floods.ts";
import type { PendingRecord } from "./ledger.ts";
import type { LedgerTable } from "./ledger-table.ts";
import { PENDING_SHARDS, type PendingItem, pendingEvents, pendingItem } from "./pending-item.ts";

const PAGE_SIZE = 25;

async function* shardItems({ client, name }: LedgerTable, shard: number, before: Date): AsyncGenerator<PendingItem> {
  const pages = paginateQuery(
    { client, pageSize: PAGE_SIZE },
    {
      TableName: name,
      IndexName: PENDING_INDEX,
      KeyConditionExpression: "pendingShard = :shard AND pendingSince < :before",
      ProjectionExpression: "pk, pending, attempts",
      ExpressionAttributeValues: { ":shard": shard, ":before": before.toISOString() },
    },
  );
  for await (const page of pages) for (const item of page.Items ?? []) yield pendingItem.parse(item);
}

/** One of each source in turn, so that a shard with a long queue does not starve the others. */
async function* inTurns<Item>(sources: readonly AsyncGenerator<Item>[]): AsyncGenerator<Item> {
  let running = sources;
  while (running.length > 0) {
    const round = await Promise.all(running.map(async (source) => ({ source, next: await source.next() })));
    for (const { next } of round) if (!next.done) yield next.value;
    running = round.filter(({ next }) => !next.done).map(({ source }) => source);
  }
}

export async function* findPending(table: LedgerTable, before: Date): AsyncGenerator<PendingRecord> {
  const shards = Array.from({ length: PENDING_SHARDS }, (_, shard) => shardItems(table, shard, before));
  for await (const item of inTurns(shards)) {
    if (item.attempts === undefined) {
      yield { key: { pk: item.pk }, events: pendingEvents(item) };
      continue;
    }
    const closed = await closeFlood(table, item.pk);
    if (closed) yield { key: { pk: item.pk }, events: floodEvents(closed, closed.attempts ?? item.attempts) };
  }
}
