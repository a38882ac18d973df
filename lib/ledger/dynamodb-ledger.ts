/**
 * The login ledger on DynamoDB: one table, key `pk`, five kinds of items told apart by its first word:
 *   login#<assertion hash>    the replay guard with the login's events      records.ts
 *   events#<id>               events of their own                           records.ts
 *   session#<id>              a session that was ended                      records.ts
 *   request#<id>              an AuthnRequest                               requests.ts
 *   flood#<minute>#<step>#<reason>#<provider id or ->  a counter            floods.ts
 * Pending events lie in the items (pending-item.ts) until they are marked as published (mark-published.ts).
 */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { findPending } from "./find-pending.ts";
import { countFlood } from "./floods.ts";
import type { LoginLedger, PendingKey } from "./ledger.ts";
import { markPublished } from "./mark-published.ts";
import { endSession, hasEnded, recordEvents, recordLogin } from "./records.ts";
import { answerRequest, findRequest, saveRequest } from "./requests.ts";

/** Errors of DynamoDB that are not a condition's "no" are thrown: a caller that cannot record must not go on. */
export function createDynamoDbLedger(client: DynamoDBDocumentClient, tableName: string): LoginLedger {
  const table = {
    client,
    name: tableName,
    keyOf: ({ pk }: PendingKey) => ({ pk }),
    settlement: "SET expiresAt = keepUntil REMOVE pending, events, pendingShard, pendingSince",
  };
  return {
    recordLogin: (record) => recordLogin(table, record),
    recordEvents: (id, recordedAt, events) => recordEvents(table, id, recordedAt, events),
    countFlood: (minute, failure) => countFlood(table, minute, failure),
    markPublished: (key, eventIds) => markPublished(table, key, eventIds),
    pending: (before) => findPending(table, before),
    saveRequest: (request) => saveRequest(table, request),
    findRequest: (id) => findRequest(table, id),
    answerRequest: (id, by) => answerRequest(table, id, by),
    endSession: (sessionId, endedAt, expiresAt, event) => endSession(table, sessionId, endedAt, expiresAt, event),
    hasEnded: (sessionId) => hasEnded(table, sessionId),
  };
}
