/** Looks pseudonyms up in the identities table: what is not there was erased, ran out, or was never known. */
import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Whom a pseudonym stands for: `value` is what identifies the person at their provider. */
export interface Name {
  readonly value: string;
  readonly displayName: string | null;
}

export interface Names {
  find(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, Name>>;
}

/** What BatchGetItem takes. */
const BATCH = 100;
const ATTEMPTS = 8;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

type Item = { readonly pseudonym?: unknown; readonly value?: unknown; readonly displayName?: unknown };

/** @throws Error where DynamoDB leaves keys unprocessed time and again */
export function createDynamoDbNames(client: DynamoDBDocumentClient, tableName: string): Names {
  async function batch(pseudonyms: readonly string[], into: Map<string, Name>): Promise<void> {
    let keys: Record<string, unknown>[] = pseudonyms.map((pseudonym) => ({ pseudonym }));
    for (let attempt = 1; keys.length > 0; attempt += 1) {
      if (attempt > ATTEMPTS) throw new Error(`${tableName} left ${keys.length} names unread`);
      if (attempt > 1) await wait(25 * 2 ** attempt);
      const request = { RequestItems: { [tableName]: { Keys: keys } } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand(request));
      for (const { pseudonym, value, displayName } of (Responses?.[tableName] ?? []) as Item[]) {
        if (typeof pseudonym !== "string" || typeof value !== "string") continue;
        into.set(pseudonym, { value, displayName: typeof displayName === "string" ? displayName : null });
      }
      keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return {
    async find(pseudonyms) {
      const found = new Map<string, Name>();
      for (let start = 0; start < pseudonyms.length; start += BATCH) {
        await batch(pseudonyms.slice(start, start + BATCH), found);
      }
      return found;
    },
  };
}
