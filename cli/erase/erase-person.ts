/** Erases a person: what is to go is found first, recorded next, and removed last. */
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { batchGet } from "../../lib/dynamodb/batch-get.ts";
import { createEvent, type EventOrigin } from "../../lib/events/create-event.ts";
import { personErased } from "../../lib/events/person-erased.ts";
import { type Publication, publishRecorded } from "../../lib/events/publish-recorded.ts";
import type { IdentitiesTable } from "../../lib/identity/holds.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";

export interface Erasure {
  readonly subjects: readonly string[];
  /** Pseudonyms that are in the table, those of the subjects first. */
  readonly entries: readonly string[];
  /** How many of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly shared: number;
}

const kindOf = (pseudonym: string): string => pseudonym.slice(0, pseudonym.indexOf(":"));

/** @param linked what is the person's alone, in the table or not any more */
export async function planErasure(
  { client, name }: IdentitiesTable,
  subjects: readonly string[],
  linked: readonly string[],
  shared: number,
): Promise<Erasure> {
  const keys = [...subjects, ...linked].map((pseudonym) => ({ pseudonym }));
  const there = new Set((await batchGet(client, name, keys)).map(({ pseudonym }) => String(pseudonym)));
  const entries = keys.map(({ pseudonym }) => pseudonym).filter((pseudonym) => there.has(pseudonym));
  const counts: Record<string, number> = {};
  for (const entry of entries) counts[kindOf(entry)] = (counts[kindOf(entry)] ?? 0) + 1;
  return { subjects, entries, counts, shared };
}

export interface Erasing {
  readonly table: IdentitiesTable;
  readonly ledger: Pick<LoginLedger, "recordEvents">;
  readonly publication: Publication;
  readonly origin: EventOrigin;
  readonly by: string;
  readonly why: string;
}

/** Deletes at once; DynamoDB takes far more. */
const AT_ONCE = 25;

/**
 * Recorded first: an erasure that left no trace would be worse than one that has to be finished by a second try.
 * @returns entries that could not be removed
 */
export async function erasePerson(erasing: Erasing, { subjects, entries, counts, shared }: Erasure) {
  const { table, ledger, publication, origin, by, why } = erasing;
  const event = createEvent(personErased, origin, { subjects: [...subjects], removed: { ...counts }, shared, by, why });
  const key = await ledger.recordEvents(event.metadata.id, origin.occurredAt, [event]);
  const left: string[] = [];
  for (let start = 0; start < entries.length; start += AT_ONCE) {
    const group = entries.slice(start, start + AT_ONCE);
    const deletions = group.map((pseudonym) =>
      table.client.send(new DeleteCommand({ TableName: table.name, Key: { pseudonym } })),
    );
    const results = await Promise.allSettled(deletions);
    left.push(...group.filter((_, index) => results[index]?.status === "rejected"));
  }
  await publishRecorded(publication, key, [event]);
  return left;
}
