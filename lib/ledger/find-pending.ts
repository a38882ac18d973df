/**
 * Finds what waits to be published: its keys through the sparse index `pending`, then the items themselves. Index and table
 * are read one after the other, so an item that a handler settled in between is there without events, and left out.
 */
import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import { PENDING_INDEX } from "../../infra/pipeline/names.ts";
import { batchGet } from "../dynamodb/batch-get.ts";
import { closeFlood, floodEvents } from "./floods.ts";
import type { PendingRecord } from "./ledger.ts";
import type { LedgerTable } from "./ledger-table.ts";
import { isPending, PENDING_SHARDS, type PendingItem, pendingEvents, pendingItem } from "./pending-item.ts";

const PAGE_SIZE = 25;

/** The items under these keys that still carry events, in the order of the keys. */
export async function readPendingItems(
  { client, name }: LedgerTable,
  pks: readonly string[],
): Promise<readonly PendingItem[]> {
  const keys = pks.map((pk) => ({ pk }));
  const items = (await batchGet(client, name, keys)).filter(isPending).map((item) => pendingItem.parse(item));
  const byKey = new Map(items.map((item) => [item.pk, item]));
  return pks.flatMap((pk) => byKey.get(pk) ?? []);
}

async function* shardItems(table: LedgerTable, shard: number, before: Date): AsyncGenerator<PendingItem> {
  const pages = paginateQuery(
    { client: table.client, pageSize: PAGE_SIZE },
    {
      TableName: table.name,
      IndexName: PENDING_INDEX,
      KeyConditionExpression: "pendingShard = :shard AND pendingSince < :before",
      ExpressionAttributeValues: { ":shard": shard, ":before": before.toISOString() },
    },
  );
  for await (const { Items = [] } of pages) {
    yield* await readPendingItems(
      table,
      Items.map(({ pk }) => String(pk)),
    );
  }
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
