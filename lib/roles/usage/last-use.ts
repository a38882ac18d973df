/**
 * The latest use of each kind, in the mapping itself: it only ever moves forward, in whatever order events arrive. Of a mapping that is
 * active it is as of up to a minute ago: reading costs a fifth of writing, and one that all people have is used several times a second.
 */
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type LedgerTable, whereConditionHolds } from "../../ledger/ledger-table.ts";
import { type MappingKey, readMapping } from "../mapping-item.ts";
import type { RoleMapping } from "../role-mapping.ts";
import type { UseKind } from "./uses-of-event.ts";

const ATTRIBUTES = {
  granted: "lastGrantedAt",
  issued: "lastUsedAt",
  withheld: "lastWouldHaveMatchedAt",
} as const satisfies Record<UseKind, keyof RoleMapping>;

/** Pruning counts in days. */
const UNWRITTEN_MILLISECONDS = 60_000;

/**
 * Whether nothing is to be written of a use: the mapping knows of one that was hardly earlier, or later. Of a mapping that is marked or
 * pruned every use is kept at once: it decides what becomes of it.
 * @param at ISO instant
 */
export function isKnownUse(mapping: RoleMapping, kind: UseKind, at: string): boolean {
  const last = mapping[ATTRIBUTES[kind]];
  return mapping.status === "active" && last !== null && Date.parse(at) - Date.parse(last) < UNWRITTEN_MILLISECONDS;
}

/**
 * Leaves `revision` alone: a login must not get in the way of a change. A change that depends on use says so (`asUnused`).
 * @param at ISO instant
 * @returns the mapping as it is now, or null where there is none
 */
export async function moveLastUse(
  { client, name }: LedgerTable,
  mapping: MappingKey,
  kind: UseKind,
  at: string,
): Promise<RoleMapping | null> {
  const update = new UpdateCommand({
    TableName: name,
    Key: { ...mapping },
    UpdateExpression: "SET #last = :at",
    ConditionExpression: "attribute_exists(#source) AND (attribute_not_exists(#last) OR #last < :at)",
    ExpressionAttributeNames: { "#last": ATTRIBUTES[kind], "#source": "source" },
    ExpressionAttributeValues: { ":at": at },
    ReturnValues: "ALL_NEW",
  });
  const answer = await whereConditionHolds(client.send(update));
  if (answer?.Attributes) return readMapping(answer.Attributes);
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: { ...mapping }, ConsistentRead: true }));
  return Item ? readMapping(Item) : null;
}
