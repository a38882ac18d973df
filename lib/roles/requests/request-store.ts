/**
 * Requests for pruned mappings, in the login ledger: what takes them in must not be able to write the table that grants.
 *   restore#<hash>                      a request, with its events until they are published    restore-request.ts
 *   restores#<environment>#<yyyy-mm-dd> set of the keys of that day's requests: how they are found, and their bound
 *   restore-token#<id>                  a form that was used
 */
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { batchGet } from "../../dynamodb/batch-get.ts";
import type { TrailEvent } from "../../events/catalogue.ts";
import type { PendingKey } from "../../ledger/ledger.ts";
import { keepUntil, type LedgerTable, whereConditionHolds } from "../../ledger/ledger-table.ts";
import {
  isPending,
  pendingAttributes,
  pendingEvents,
  pendingItem,
  pendingMap,
  shardOf,
} from "../../ledger/pending-item.ts";
import { putOnce } from "../../ledger/put-once.ts";
import { REQUEST_MILLISECONDS, type RestoreRequest, requestKey, restoreRequest } from "./restore-request.ts";

const DAY = 86_400_000;

/** Requests an environment and day: owners read them one by one, and nobody fills the table with them. */
const MAXIMUM_A_DAY = 100;

const dayKey = (environment: string, at: Date) => ({ pk: `restores#${environment}#${at.toISOString().slice(0, 10)}` });

const storedDay = z.object({ requests: z.set(z.string()) });

const pendingSinceOf = z.object({ pendingSince: z.string().optional() });

/** @returns the request that this person has made since the mapping was pruned, expired or not */
export async function findRequest(
  { client, name }: LedgerTable,
  about: Pick<RestoreRequest, "subject" | "mapping" | "prunedAt">,
): Promise<RestoreRequest | null> {
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: requestKey(about), ConsistentRead: true }));
  return Item ? restoreRequest.parse(Item) : null;
}

/** @returns `false` where another request used the form before */
export function useForm(table: LedgerTable, formId: string, writer: string, validUntil: Date): Promise<boolean> {
  return putOnce(table, { pk: `restore-token#${formId}`, writer, expiresAt: keepUntil(validUntil) });
}

/** @returns `false` where that day has as many requests as it may have */
async function enlist({ client, name }: LedgerTable, { mapping, ...request }: RestoreRequest): Promise<boolean> {
  const { pk } = requestKey({ mapping, ...request });
  const update = new UpdateCommand({
    TableName: name,
    Key: dayKey(mapping.environment, new Date(request.requestedAt)),
    UpdateExpression: "ADD requests :one SET expiresAt = :expiresAt",
    ConditionExpression: "attribute_not_exists(requests) OR size(requests) < :maximum OR contains(requests, :pk)",
    ExpressionAttributeValues: {
      ":one": new Set([pk]),
      ":pk": pk,
      ":maximum": MAXIMUM_A_DAY,
      ":expiresAt": keepUntil(new Date(Date.parse(request.validUntil) + DAY)),
    },
  });
  return (await whereConditionHolds(client.send(update))) !== null;
}

export type Kept =
  | { readonly kept: true; readonly pending: PendingKey }
  | { readonly kept: false; readonly because: "too-many" | "asked-before" };

/**
 * Keeps a request with its event, over one of the same person that has expired. It is listed first: a request that nobody finds would
 * be worse than a name on the list without one.
 */
export async function keepRequest(table: LedgerTable, request: RestoreRequest, event: TrailEvent): Promise<Kept> {
  if (!(await enlist(table, request))) return { kept: false, because: "too-many" };
  const { pk } = requestKey(request);
  const writer = event.metadata.id;
  const until = keepUntil(new Date(request.validUntil));
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...request, pk, writer, ...pendingAttributes(pk, new Date(request.requestedAt), until, [event]) },
    ConditionExpression:
      "attribute_not_exists(pk) OR writer = :writer OR (validUntil <= :now AND attribute_not_exists(pending))",
    ExpressionAttributeValues: { ":writer": writer, ":now": request.requestedAt },
  });
  if (await whereConditionHolds(table.client.send(put))) return { kept: true, pending: { pk } };
  return { kept: false, because: "asked-before" };
}

/** Every request of an environment that has not expired, the oldest first; those that were declined too. */
export async function listRequests(
  { client, name }: LedgerTable,
  environment: string,
  now: Date,
): Promise<readonly RestoreRequest[]> {
  const days = Array.from({ length: REQUEST_MILLISECONDS / DAY + 1 }, (_, ago) =>
    dayKey(environment, new Date(now.getTime() - ago * DAY)),
  );
  const keys = (await batchGet(client, name, days)).flatMap((item) => [...storedDay.parse(item).requests]);
  const found = await batchGet(
    client,
    name,
    [...new Set(keys)].map((pk) => ({ pk })),
  );
  return found
    .map((item) => restoreRequest.parse(item))
    .filter(({ validUntil }) => Date.parse(validUntil) > now.getTime())
    .sort((a, b) => (a.requestedAt < b.requestedAt ? -1 : 1));
}

/** @returns where the event waits; `null` where somebody declined it before, or it has gone */
export async function declineRequest(
  { client, name }: LedgerTable,
  request: RestoreRequest,
  declined: NonNullable<RestoreRequest["declined"]>,
  event: TrailEvent,
): Promise<PendingKey | null> {
  const key = requestKey(request);
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
  const waiting = Item && isPending(Item) ? pendingEvents(pendingItem.parse(Item)) : [];
  const { pendingSince = declined.at } = pendingSinceOf.parse(Item ?? {});
  const update = new UpdateCommand({
    TableName: name,
    Key: key,
    UpdateExpression:
      "SET declined = :declined, declinedAs = :event, pending = :pending, pendingShard = :shard, pendingSince = :since REMOVE expiresAt",
    ConditionExpression: "id = :id AND (attribute_not_exists(declined) OR declinedAs = :event)",
    ExpressionAttributeValues: {
      ":declined": declined,
      ":event": event.metadata.id,
      // What a publisher takes off at this moment comes back: it is published again, and consumers deduplicate.
      ":pending": pendingMap([...waiting, event]),
      ":shard": shardOf(key.pk),
      ":since": pendingSince,
      ":id": request.id,
    },
  });
  return (await whereConditionHolds(client.send(update))) ? key : null;
}
