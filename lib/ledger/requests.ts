/** Outstanding AuthnRequests: issued once, answered once. */
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { assertionHash } from "./assertion-key.ts";
import type { AnswerResult, AssertionKey, KnownRequest, OutstandingRequest } from "./ledger.ts";
import { keepUntil, type LedgerTable, whereConditionHolds } from "./ledger-table.ts";

/** Far above any ID issued here; a longer one comes from a message, and a DynamoDB key could not hold every one. */
const MAXIMUM_ID_LENGTH = 256;

const requestKey = (id: string): string => `request#${id}`;

const storedRequest = z.object({
  identityProviderId: z.string(),
  browserHash: z.string(),
  relayState: z.string().nullable(),
  issuedAt: z.iso.datetime(),
  validUntil: z.iso.datetime(),
  answeredBy: z.string().optional(),
});

/** @throws Error where the ID was issued before: nobody may put an answered request back to unanswered. */
export async function saveRequest({ client, name }: LedgerTable, request: OutstandingRequest): Promise<void> {
  const { id, identityProviderId, browserHash, relayState, issuedAt, expiresAt } = request;
  const put = new PutCommand({
    TableName: name,
    Item: {
      pk: requestKey(id),
      identityProviderId,
      browserHash,
      relayState,
      issuedAt: issuedAt.toISOString(),
      validUntil: expiresAt.toISOString(),
      expiresAt: keepUntil(expiresAt),
    },
    // The second half lets the SDK repeat a put whose answer was lost.
    ConditionExpression:
      "attribute_not_exists(pk) OR (browserHash = :browserHash AND attribute_not_exists(answeredBy))",
    ExpressionAttributeValues: { ":browserHash": browserHash },
  });
  if (!(await whereConditionHolds(client.send(put)))) throw new Error("the AuthnRequest's ID was issued before");
}

export async function findRequest({ client, name }: LedgerTable, id: string): Promise<KnownRequest | null> {
  if (id.length > MAXIMUM_ID_LENGTH) return null;
  const get = new GetCommand({ TableName: name, Key: { pk: requestKey(id) }, ConsistentRead: true });
  const { Item } = await client.send(get);
  if (!Item) return null;
  const { issuedAt, validUntil, answeredBy = null, ...rest } = storedRequest.parse(Item);
  return { id, ...rest, issuedAt: new Date(issuedAt), expiresAt: new Date(validUntil), answeredBy };
}

export async function answerRequest(table: LedgerTable, id: string, by: AssertionKey): Promise<AnswerResult> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: { pk: requestKey(id) },
    UpdateExpression: "SET answeredBy = :this",
    ConditionExpression: "attribute_exists(pk) AND (attribute_not_exists(answeredBy) OR answeredBy = :this)",
    ExpressionAttributeValues: { ":this": assertionHash(by) },
  });
  const answered = await whereConditionHolds(table.client.send(update));
  return { result: answered ? "answered" : "answered-by-another" };
}
