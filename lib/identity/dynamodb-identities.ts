/**
 * The identities table on DynamoDB: one item a pseudonym, keyed by it. A write costs five times what a read does, and what somebody is
 * called seldom changes: an item is read first, and written where it is not there, says something else, or was last written a week ago.
 */
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { IdentityRetention } from "../config/retention.ts";
import { batchGet } from "../dynamodb/batch-get.ts";
import type { Identities, Identity } from "./identities.ts";

/** Clear text is cut to this many characters. */
const MAXIMUM_CHARACTERS = 1024;

/** The words of a request for a role are of use while it may be decided, 14 days, and a little longer. */
const REASON_KEPT_DAYS = 30;

const DAY_SECONDS = 86_400;

/** For so long nobody writes again what is the same; an item stays by as much longer, so that no sight of it is forgotten too early. */
const UNWRITTEN_DAYS = 7;

type Attributes = Readonly<Record<string, string | number>>;

const bounded = (value: string): string => [...value].slice(0, MAXIMUM_CHARACTERS).join("");

const secondsOf = (instant: Date): number => Math.floor(instant.getTime() / 1000);

/** In days; undefined for what stays until somebody erases it. */
function keptDays({ kind }: Identity, { addressDays, nameDays }: IdentityRetention): number | undefined {
  if (kind === "restore-reason") return REASON_KEPT_DAYS;
  const days = kind === "subject" ? nameDays : addressDays;
  return days === undefined ? undefined : days + UNWRITTEN_DAYS;
}

/** What its item says, but for when it was seen. */
function contentOf({ kind, value, displayName }: Identity): Attributes {
  return { kind, value: bounded(value), ...(displayName !== undefined && { displayName: bounded(displayName) }) };
}

/** Whether an item says all this already, and goes on saying it for as long as it must. */
function isCurrent(item: Readonly<Record<string, unknown>>, content: Attributes, seenAt: Date, days?: number): boolean {
  const weekAgo = new Date(seenAt.getTime() - UNWRITTEN_DAYS * DAY_SECONDS * 1000).toISOString();
  const until = days === undefined ? undefined : secondsOf(seenAt) + (days - UNWRITTEN_DAYS) * DAY_SECONDS;
  return (
    Object.entries(content).every(([name, value]) => item[name] === value) &&
    typeof item.lastSeen === "string" &&
    item.lastSeen > weekAgo &&
    (until === undefined || (typeof item.expiresAt === "number" && item.expiresAt >= until))
  );
}

function update(tableName: string, pseudonym: string, content: Attributes, seenAt: Date, days?: number): UpdateCommand {
  const expiresAt = days === undefined ? {} : { expiresAt: secondsOf(seenAt) + days * DAY_SECONDS };
  const sets = Object.entries({ ...content, lastSeen: seenAt.toISOString(), ...expiresAt });
  return new UpdateCommand({
    TableName: tableName,
    Key: { pseudonym },
    UpdateExpression: `SET firstSeen = if_not_exists(firstSeen, :lastSeen), ${sets.map(([name]) => `#${name} = :${name}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(sets.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(sets.map(([name, value]) => [`:${name}`, value])),
  });
}

/**
 * No process remembers what was written, so that somebody who was erased is written again at their next login; not at one of the very
 * second in which they are, since half the price is to read what may be as old as that.
 * @param retention how long what is remembered stays, from when it was last seen; up to a week longer
 * @throws AggregateError (from `remember`) with every write that failed; the others stand. What DynamoDB answered, where it could not
 *   be read: then nothing was written.
 */
export function createDynamoDbIdentities(
  client: DynamoDBDocumentClient,
  tableName: string,
  retention: IdentityRetention,
): Identities {
  return {
    async remember(identities, seenAt) {
      const byPseudonym = new Map(identities.map((identity) => [identity.pseudonym, identity]));
      const keys = [...byPseudonym.keys()].map((pseudonym) => ({ pseudonym }));
      const items = new Map(
        (await batchGet(client, tableName, keys, { consistent: false })).map((item) => [item.pseudonym, item]),
      );
      const writes = [...byPseudonym].flatMap(([pseudonym, identity]) => {
        const [content, days] = [contentOf(identity), keptDays(identity, retention)];
        if (isCurrent(items.get(pseudonym) ?? {}, content, seenAt, days)) return [];
        return [client.send(update(tableName, pseudonym, content, seenAt, days))];
      });
      const results = await Promise.allSettled(writes);
      const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      if (errors.length > 0) {
        throw new AggregateError(errors, `${errors.length} of ${identities.length} identities could not be written`);
      }
    },
  };
}
