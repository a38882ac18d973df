/**
 * The events of changes to role mappings wait in the mappings' own items, so that no change is without its event:
 *   pending       event id > JSON of the event's detail
 *   pendingSince  ISO instant from which they wait
 *   lastChange    id of the latest change's event: what tells an own write that the SDK repeated from somebody else's
 */
import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { TrailEvent } from "../events/catalogue.ts";
import type { PendingKey, PendingRecord } from "../ledger/ledger.ts";
import { markPublished } from "../ledger/mark-published.ts";
import { pendingEvents } from "../ledger/pending-item.ts";
import type { Outbox } from "../ledger/republish-pending.ts";
import type { MappingKey } from "./mapping-item.ts";

const waiting = z.object({
  source: z.string(),
  environment: z.string(),
  pending: z.record(z.string(), z.string()),
});

/** An environment's name holds no `#`. */
export const pendingKeyOf = ({ source, environment }: MappingKey): PendingKey => ({ pk: `${environment}#${source}` });

function mappingKeyOf({ pk }: PendingKey): Record<string, string> {
  const cut = pk.indexOf("#");
  return { environment: pk.slice(0, cut), source: pk.slice(cut + 1) };
}

/** The table holds what people wrote by hand: a scan of it costs less than an index would. */
async function* findPending(
  client: DynamoDBDocumentClient,
  tableName: string,
  before: Date,
): AsyncGenerator<PendingRecord> {
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      FilterExpression: "pendingSince < :before",
      ProjectionExpression: "#source, environment, pending",
      ExpressionAttributeNames: { "#source": "source" },
      ExpressionAttributeValues: { ":before": before.toISOString() },
    },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      const { pending, ...key } = waiting.parse(item);
      const { pk } = pendingKeyOf(key);
      yield { key: { pk }, events: pendingEvents({ pk, pending }) as readonly TrailEvent[] };
    }
  }
}

export function createMappingOutbox(client: DynamoDBDocumentClient, tableName: string): Outbox {
  const table = { client, name: tableName, keyOf: mappingKeyOf, settlement: "REMOVE pending, pendingSince" };
  return {
    pending: (before) => findPending(client, tableName, before),
    markPublished: (key, eventIds) => markPublished(table, key, eventIds),
  };
}
