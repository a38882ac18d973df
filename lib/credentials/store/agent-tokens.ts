/**
 * Programs' tokens in the ledger's table:
 *   agent-token#<id>              the token, with the event of its minting
 *   agent-token-end#<id>          its end, with the event of it
 *   agent-tokens#<subject>#<day>  the ids that a person minted on that day, for the list
 */
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { batchGet } from "../../dynamodb/batch-get.ts";
import type { TrailEvent } from "../../events/catalogue.ts";
import type { PendingKey, RecordResult } from "../../ledger/ledger.ts";
import { keepUntil, type LedgerTable } from "../../ledger/ledger-table.ts";
import { pendingAttributes } from "../../ledger/pending-item.ts";
import { putOnce } from "../../ledger/put-once.ts";
import type { AgentToken } from "../agent-token.ts";

/** A token as it stands: `endedAt` is set once somebody ended or revoked it, whatever `expiresAt` says. */
export interface KnownToken extends AgentToken {
  readonly endedAt: Date | null;
}

const DAY = 86_400_000;

const tokenKey = (id: string): string => `agent-token#${id}`;
const endKey = (id: string): string => `agent-token-end#${id}`;
const listKey = (subject: string, day: Date): string => `agent-tokens#${subject}#${day.toISOString().slice(0, 10)}`;

const instant = z.iso.datetime().transform((text) => new Date(text));

const storedToken = z
  .object({
    id: z.string(),
    subject: z.string(),
    sessionId: z.string(),
    identityProviderId: z.string(),
    samlRole: z.string(),
    mappingId: z.string(),
    envelope: z.string(),
    purpose: z.string(),
    secretHash: z.string(),
    createdAt: instant,
    validUntil: instant,
  })
  .transform(({ validUntil, ...token }): AgentToken => ({ ...token, expiresAt: validUntil }));

const storedEnd = z.object({ pk: z.string(), endedAt: instant });
const storedList = z.object({ tokenIds: z.set(z.string()) });

async function addToList({ client, name }: LedgerTable, { id, subject, createdAt, expiresAt }: AgentToken) {
  const update = new UpdateCommand({
    TableName: name,
    Key: { pk: listKey(subject, createdAt) },
    UpdateExpression: "ADD tokenIds :id SET expiresAt = :expiresAt",
    ExpressionAttributeValues: {
      ":id": new Set([id]),
      ":expiresAt": keepUntil(new Date(Math.max(expiresAt.getTime(), createdAt.getTime() + DAY))),
    },
  });
  await client.send(update);
}

/** The token and the event of its minting by one put: no token without a record. */
export async function saveToken(table: LedgerTable, token: AgentToken, minted: TrailEvent): Promise<PendingKey> {
  // Before the token itself: an id in the list that leads nowhere does no harm, a token that no list shows would.
  await addToList(table, token);
  const pk = tokenKey(token.id);
  const { createdAt, expiresAt, ...plain } = token;
  const saved = await putOnce(table, {
    pk,
    writer: minted.metadata.id,
    ...plain,
    createdAt: createdAt.toISOString(),
    validUntil: expiresAt.toISOString(),
    ...pendingAttributes(pk, createdAt, keepUntil(expiresAt), [minted]),
  });
  if (!saved) throw new Error(`there is a token ${token.id} already`);
  return { pk };
}

/** `recorded: false` where it was ended before. */
export async function endToken(
  table: LedgerTable,
  { id, expiresAt }: Pick<AgentToken, "id" | "expiresAt">,
  endedAt: Date,
  ended: TrailEvent,
): Promise<RecordResult> {
  const pk = endKey(id);
  const keep = keepUntil(expiresAt > endedAt ? expiresAt : endedAt);
  const recorded = await putOnce(table, {
    pk,
    writer: ended.metadata.id,
    endedAt: endedAt.toISOString(),
    ...pendingAttributes(pk, endedAt, keep, [ended]),
  });
  return recorded ? { recorded, pending: { pk } } : { recorded };
}

export async function hasTokenEnded({ client, name }: LedgerTable, id: string): Promise<boolean> {
  const get = new GetCommand({
    TableName: name,
    Key: { pk: endKey(id) },
    ProjectionExpression: "pk",
    ConsistentRead: true,
  });
  return (await client.send(get)).Item !== undefined;
}

async function findTokens({ client, name }: LedgerTable, ids: readonly string[]): Promise<readonly KnownToken[]> {
  const keys = ids.flatMap((id) => [{ pk: tokenKey(id) }, { pk: endKey(id) }]);
  const items = keys.length === 0 ? [] : await batchGet(client, name, keys);
  const isEnd = ({ pk }: Record<string, unknown>) => String(pk).startsWith("agent-token-end#");
  const ends = new Map(items.filter(isEnd).map((item) => [String(item.pk), storedEnd.parse(item).endedAt]));
  return items
    .filter((item) => !isEnd(item))
    .map((item) => storedToken.parse(item))
    .map((token) => ({ ...token, endedAt: ends.get(endKey(token.id)) ?? null }));
}

export async function findToken(table: LedgerTable, id: string): Promise<KnownToken | null> {
  const [token] = await findTokens(table, [id]);
  return token ?? null;
}

/** A person's tokens that still live, newest first. No token lives longer than a day, so two days' lists hold them all. */
export async function liveTokens(table: LedgerTable, subject: string, now: Date): Promise<readonly KnownToken[]> {
  const days = [now, new Date(now.getTime() - DAY)];
  const lists = await batchGet(
    table.client,
    table.name,
    days.map((day) => ({ pk: listKey(subject, day) })),
  );
  const ids = lists.flatMap((list) => [...storedList.parse(list).tokenIds]);
  const tokens = await findTokens(table, ids);
  return tokens
    .filter(({ endedAt, expiresAt }) => endedAt === null && expiresAt > now)
    .sort((left, right) => right.createdAt.getTime() - left.createdAt.getTime());
}
