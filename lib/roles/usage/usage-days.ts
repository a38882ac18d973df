/**
 * Use by mapping and day. An item holds sets, which only grow: a message that comes twice, or late, changes nothing that is
 * not so. Kept for 26 months, so that what is used once a year shows as that.
 *   mapping         <environment>#<identity provider>#<SAML role>
 *   day             yyyy-mm-dd, UTC
 *   granted, issued, withheld      ids of the events; of a login that failed, the beginning of its assertion's hash
 *   people, withheldPeople         of the people's pseudonyms, the part that tells them apart
 */
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { whereConditionHolds } from "../../ledger/ledger-table.ts";
import type { MappingKey } from "../mapping-item.ts";
import type { MappingUse, UseKind } from "./uses-of-event.ts";

/**
 * Events of one kind that an item counts, a day. Each write of it costs as much as all of it, and so does each read on a start
 * page: who asks how much a mapping is used learns enough from "at least 200 a day".
 */
const MAXIMUM_COUNTED = 200;

/** Days that a process remembers as full; more than the mappings of a stage come to in a day. */
const MAXIMUM_REMEMBERED = 10_000;

const KEPT_SECONDS = 800 * 86_400;

/** Uses of one kind, of one mapping, on one day. */
export interface UsesOfDay {
  readonly mapping: MappingKey;
  readonly day: string;
  readonly kind: UseKind;
  /** At least one. */
  readonly uses: readonly MappingUse[];
}

/** What a mapping was used for in a time; each count is a lower bound where `atLeast` is set. */
export interface Usage {
  readonly granted: number;
  readonly issued: number;
  readonly withheld: number;
  /** Different people, of those granted or issued. */
  readonly people: number;
  readonly withheldPeople: number;
  /** Days (UTC) with a grant or an issuance, in order. */
  readonly days: readonly string[];
  readonly atLeast: boolean;
}

const partitionOf = ({ source, environment }: MappingKey): string => `${environment}#${source}`;

/** Without the kind and the key's id, which every pseudonym of a person shares. */
const personOf = (subject: string): string => subject.slice(subject.lastIndexOf(":") + 1);

const strings = z.set(z.string()).default(new Set<string>());

const storedDay = z.object({
  day: z.string(),
  granted: strings,
  issued: strings,
  withheld: strings,
  people: strings,
  withheldPeople: strings,
});

/** The days of mappings that are known to count no more, so that nobody asks again: a refused write costs like one that is not. */
export type FullDays = Set<string>;

/** Adds the uses to their day. Repeating it changes nothing. From 200 a day on the rest is not counted. */
export async function addUses(
  client: DynamoDBDocumentClient,
  tableName: string,
  { mapping, day, kind, uses }: UsesOfDay,
  full: FullDays = new Set(),
): Promise<void> {
  const counter = JSON.stringify([partitionOf(mapping), day, kind]);
  if (full.has(counter)) return;
  const update = new UpdateCommand({
    TableName: tableName,
    Key: { mapping: partitionOf(mapping), day },
    UpdateExpression: "SET expiresAt = :expiresAt ADD #events :events, #people :people",
    ConditionExpression: "attribute_not_exists(#events) OR size(#events) < :maximum",
    ExpressionAttributeNames: { "#events": kind, "#people": kind === "withheld" ? "withheldPeople" : "people" },
    ExpressionAttributeValues: {
      ":events": new Set(uses.map(({ countedAs }) => countedAs)),
      ":people": new Set(uses.map(({ subject }) => personOf(subject))),
      ":expiresAt": Math.floor(Date.parse(`${day}T00:00:00.000Z`) / 1000) + KEPT_SECONDS,
      ":maximum": MAXIMUM_COUNTED,
    },
  });
  if (await whereConditionHolds(client.send(update))) return;
  if (full.size >= MAXIMUM_REMEMBERED) full.clear();
  full.add(counter);
}

/** @param from the first day (UTC) that counts */
export async function readUsage(
  client: DynamoDBDocumentClient,
  tableName: string,
  mapping: MappingKey,
  from: Date,
): Promise<Usage> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: "mapping = :mapping AND #day >= :from",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: { ":mapping": partitionOf(mapping), ":from": from.toISOString().slice(0, 10) },
    },
  );
  const [people, withheldPeople] = [new Set<string>(), new Set<string>()];
  const days: string[] = [];
  let [granted, issued, withheld, atLeast] = [0, 0, 0, false];
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      const day = storedDay.parse(item);
      granted += day.granted.size;
      issued += day.issued.size;
      withheld += day.withheld.size;
      atLeast ||= [day.granted, day.issued, day.withheld].some(({ size }) => size >= MAXIMUM_COUNTED);
      for (const person of day.people) people.add(person);
      for (const person of day.withheldPeople) withheldPeople.add(person);
      if (day.granted.size + day.issued.size > 0) days.push(day.day);
    }
  }
  return { granted, issued, withheld, people: people.size, withheldPeople: withheldPeople.size, days, atLeast };
}
