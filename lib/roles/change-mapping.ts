/** Changes of role mappings: by compare-and-set on `revision`, and never without the event that says so. */
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { TrailEvent } from "../events/catalogue.ts";
import type { PendingKey } from "../ledger/ledger.ts";
import { type LedgerTable, whereConditionHolds } from "../ledger/ledger-table.ts";
import { pendingMap } from "../ledger/pending-item.ts";
import { mappingItem, mappingKey, readMapping } from "./mapping-item.ts";
import { pendingKeyOf } from "./mapping-outbox.ts";
import type { RoleMapping } from "./role-mapping.ts";
import { UpdateExpression } from "./update-expression.ts";

/** What may be changed: not where the mapping stands, and not its use, which `record-usage.ts` keeps without a revision. */
export type MappingChange = Partial<
  Omit<
    RoleMapping,
    | "identityProvider"
    | "samlRole"
    | "environment"
    | "revision"
    | "lastGrantedAt"
    | "lastUsedAt"
    | "lastWouldHaveMatchedAt"
  >
>;

export type ChangeResult =
  | { readonly changed: true; readonly mapping: RoleMapping; readonly pending: PendingKey }
  /** Somebody changed it (or, where that was asked, used it) meanwhile: read it again and decide anew. */
  | { readonly changed: false };

const changeable = z.object({
  revision: z.int(),
  pending: z.record(z.string(), z.string()).default({}),
  pendingSince: z.string().optional(),
});

const keyOf = ({ identityProvider, samlRole, environment }: RoleMapping) =>
  mappingKey(identityProvider, samlRole, environment);

/** A refused write that finds its own mark there has succeeded before: the SDK repeats what got no answer. */
async function afterRefusal(
  { client, name }: LedgerTable,
  mapping: RoleMapping,
  eventId: string,
): Promise<ChangeResult> {
  const key = keyOf(mapping);
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
  if (Item?.lastChange !== eventId) return { changed: false };
  return { changed: true, mapping: readMapping(Item), pending: pendingKeyOf(key) };
}

/** Puts a mapping where none is. The event waits in its item. */
export async function createMapping(
  table: LedgerTable,
  mapping: RoleMapping,
  event: TrailEvent,
): Promise<ChangeResult> {
  const put = new PutCommand({
    TableName: table.name,
    Item: {
      ...mappingItem(mapping),
      pending: pendingMap([event]),
      pendingSince: event.metadata.occurredAt,
      lastChange: event.metadata.id,
    },
    ConditionExpression: "attribute_not_exists(#source)",
    ExpressionAttributeNames: { "#source": "source" },
  });
  if (await whereConditionHolds(table.client.send(put))) {
    return { changed: true, mapping, pending: pendingKeyOf(keyOf(mapping)) };
  }
  return afterRefusal(table, mapping, event.metadata.id);
}

/**
 * Changes a mapping that is still as it was read: `revision` goes up by one, and the event waits in the item.
 * @param mapping as it was read
 * @param event speaks of the revision after the change
 * @param options asUnused: refuse also where it was granted or used since it was read, which leaves the revision alone
 */
export async function changeMapping(
  table: LedgerTable,
  mapping: RoleMapping,
  change: MappingChange,
  event: TrailEvent,
  { asUnused = false }: { readonly asUnused?: boolean } = {},
): Promise<ChangeResult> {
  const key = keyOf(mapping);
  const { id: eventId, occurredAt } = event.metadata;
  const get = new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true });
  const { Item } = await table.client.send(get);
  if (!Item) return { changed: false };
  const there = changeable.parse(Item);
  if (there.revision !== mapping.revision) return { changed: false };

  const expression = new UpdateExpression();
  for (const [attribute, value] of Object.entries(change)) expression.assign(attribute, value);
  expression.assign("revision", mapping.revision + 1);
  expression.assign("lastChange", eventId);
  // Ids that a publisher takes off at this moment come back: they are published again, and consumers deduplicate.
  expression.assign("pending", { ...there.pending, ...pendingMap([event]) });
  expression.assign("pendingSince", there.pendingSince ?? occurredAt);
  expression.expect("revision", mapping.revision);
  if (asUnused) {
    expression.expect("lastGrantedAt", mapping.lastGrantedAt);
    expression.expect("lastUsedAt", mapping.lastUsedAt);
  }
  const update = new UpdateCommand({
    TableName: table.name,
    Key: key,
    UpdateExpression: expression.update,
    ConditionExpression: expression.condition,
    ExpressionAttributeNames: expression.names,
    ExpressionAttributeValues: expression.values,
    ReturnValues: "ALL_NEW",
  });
  const answer = await whereConditionHolds(table.client.send(update));
  if (!answer) return afterRefusal(table, mapping, eventId);
  return { changed: true, mapping: readMapping(answer.Attributes ?? {}), pending: pendingKeyOf(key) };
}
