/**
 * Calls that assumed a mapped role, each with the halves that are known of it, in the table `reconciliation`:
 *   pk         key#<access key id>; event#<id of the record> where a record names no key
 *   issued     what we issued            halves.ts
 *   seen       what CloudTrail saw       halves.ts
 *   awaiting   the half that is not there yet; with dueAt the key of the sparse index `due`
 *   dueAt      ISO instant at which waiting for it has lasted too long
 *   asked      whether CloudTrail was asked for it
 *   closed     how it ended; then it awaits nothing any more
 * Either half may come first, and each as often as it likes.
 */
import { GetCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { DUE_INDEX } from "../../infra/pipeline/names.ts";
import { type LedgerTable, whereConditionHolds } from "../ledger/ledger-table.ts";
import { type Issuance, issuance, type Sighting, sighting } from "./halves.ts";

/** As long as CloudTrail's own history reaches back. */
const KEPT_MILLISECONDS = 90 * 86_400_000;

/**
 * - matched: by the access key id
 * - matched-by-session: by source identity, session name, role and time
 * - unmatched: as a finding
 */
const ending = z.enum(["matched", "matched-by-session", "unmatched"]);

export type Ending = z.infer<typeof ending>;

const storedCall = z.object({
  pk: z.string(),
  issued: issuance.optional(),
  seen: sighting.optional(),
  asked: z.boolean().default(false),
  closed: ending.optional(),
});

export type Call = z.infer<typeof storedCall>;

export type Half = { readonly issued: Issuance } | { readonly seen: Sighting };

/** Older ones come from a replay, and what they belong to may have been forgotten: nothing can be concluded from them. */
export const isForgotten = (at: string, now: Date): boolean => now.getTime() - Date.parse(at) > KEPT_MILLISECONDS;

export const forgetAt = (now: Date): number => Math.ceil((now.getTime() + KEPT_MILLISECONDS) / 1000);

const sightingKey = ({ accessKeyId, sharedEventId, eventId }: Sighting): string =>
  accessKeyId === null ? `event#${sharedEventId ?? eventId}` : `key#${accessKeyId}`;

/**
 * Adds a half to its call, which waits for the other one until `dueAt` where that is not there. A half that is there stays.
 * @returns the call as it stands then
 */
export async function addHalf(
  { client, name }: LedgerTable,
  half: Half,
  { dueAt, now }: { readonly dueAt: Date; readonly now: Date },
): Promise<Call> {
  const { pk, field, value, other } =
    "issued" in half
      ? { pk: `key#${half.issued.accessKeyId}`, field: "issued", value: half.issued, other: "seen" }
      : { pk: sightingKey(half.seen), field: "seen", value: half.seen, other: "issued" };
  const key = { pk };
  const update = new UpdateCommand({
    TableName: name,
    Key: key,
    UpdateExpression:
      "SET #half = if_not_exists(#half, :half), awaiting = if_not_exists(awaiting, :other), " +
      "dueAt = if_not_exists(dueAt, :dueAt), expiresAt = if_not_exists(expiresAt, :expiresAt)",
    ConditionExpression: "attribute_not_exists(closed)",
    ExpressionAttributeNames: { "#half": field },
    ExpressionAttributeValues: {
      ":half": value,
      ":other": other,
      ":dueAt": dueAt.toISOString(),
      ":expiresAt": forgetAt(now),
    },
    ReturnValues: "ALL_NEW",
  });
  const answer = await whereConditionHolds(client.send(update));
  if (answer) return storedCall.parse(answer.Attributes);
  const there = await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
  return storedCall.parse(there.Item);
}

/** The call that these credentials come from; `null` where neither half of it has arrived. */
export async function findCall({ client, name }: LedgerTable, accessKeyId: string): Promise<Call | null> {
  const get = new GetCommand({ TableName: name, Key: { pk: `key#${accessKeyId}` }, ConsistentRead: true });
  const { Item } = await client.send(get);
  return Item ? storedCall.parse(Item) : null;
}

/** Ends the waiting; the first ending stays. */
export async function closeCall({ client, name }: LedgerTable, { pk }: Call, how: Ending): Promise<void> {
  const update = new UpdateCommand({
    TableName: name,
    Key: { pk },
    UpdateExpression: "SET closed = :how REMOVE awaiting, dueAt",
    ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(closed)",
    ExpressionAttributeValues: { ":how": how },
  });
  await whereConditionHolds(client.send(update));
}

/** CloudTrail was asked and knew nothing: the call waits on. */
export async function waitOn({ client, name }: LedgerTable, { pk }: Call, dueAt: Date): Promise<void> {
  const update = new UpdateCommand({
    TableName: name,
    Key: { pk },
    UpdateExpression: "SET asked = :true, dueAt = :dueAt",
    ConditionExpression: "attribute_exists(awaiting)",
    ExpressionAttributeValues: { ":true": true, ":dueAt": dueAt.toISOString() },
  });
  await whereConditionHolds(client.send(update));
}

/** The calls that have waited for that half for too long, the longest first. */
export async function* overdue(
  { client, name }: LedgerTable,
  awaiting: "seen" | "issued",
  now: Date,
): AsyncGenerator<Call> {
  const query = {
    TableName: name,
    IndexName: DUE_INDEX,
    KeyConditionExpression: "awaiting = :awaiting AND dueAt <= :now",
    ExpressionAttributeValues: { ":awaiting": awaiting, ":now": now.toISOString() },
  };
  for await (const page of paginateQuery({ client, pageSize: 25 }, query)) {
    for (const item of page.Items ?? []) yield storedCall.parse(item);
  }
}
