import { GetCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { IdentitiesTable } from "./holds.ts";

/** An entry of the identities table for a person. */
export interface FoundSubject {
  readonly pseudonym: string;
  /** What identifies them at their provider. */
  readonly value: string;
  readonly displayName: string | null;
}

const SUBJECT = /^subject:[A-Za-z0-9-]{1,16}:[A-Za-z0-9_-]{43}$/;

function subjectOf(item: Record<string, unknown>): FoundSubject[] {
  const { pseudonym, kind, value, displayName } = item;
  if (typeof pseudonym !== "string" || kind !== "subject" || typeof value !== "string") return [];
  return [{ pseudonym, value, displayName: typeof displayName === "string" ? displayName : null }];
}

/**
 * The entries that a pseudonym or a name stands for. A person has one a provider and key of pseudonyms.
 * @param person a pseudonym, what identifies them at their provider (such as an address), or the name that pages greet them with
 */
export async function findSubjects(
  { client, name }: IdentitiesTable,
  person: string,
): Promise<readonly FoundSubject[]> {
  if (SUBJECT.test(person)) {
    const get = new GetCommand({ TableName: name, Key: { pseudonym: person }, ConsistentRead: true });
    return subjectOf((await client.send(get)).Item ?? {});
  }
  const wanted = person.trim().toLowerCase();
  const scan = {
    TableName: name,
    ConsistentRead: true,
    FilterExpression: "kind = :subject",
    ExpressionAttributeValues: { ":subject": "subject" },
  };
  const found: FoundSubject[] = [];
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    found.push(...Items.flatMap(subjectOf));
  }
  const byValue = found.filter(({ value }) => value.toLowerCase() === wanted);
  return byValue.length > 0 ? byValue : found.filter(({ displayName }) => displayName?.toLowerCase() === wanted);
}
