import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { batchGet } from "../lib/dynamodb/batch-get.ts";

export interface ClearText {
  readonly value: string;
  readonly displayName: string | null;
}

/** What the identities table knows behind these pseudonyms; one that was erased or forgotten is left out. */
export async function clearText(
  client: DynamoDBDocumentClient,
  identitiesTable: string,
  pseudonyms: readonly string[],
): Promise<ReadonlyMap<string, ClearText>> {
  const keys = [...new Set(pseudonyms)].map((pseudonym) => ({ pseudonym }));
  const items = await batchGet(client, identitiesTable, keys);
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return new Map(
    items.map((item) => [
      String(item.pseudonym),
      { value: text(item.value) ?? "", displayName: text(item.displayName) },
    ]),
  );
}
