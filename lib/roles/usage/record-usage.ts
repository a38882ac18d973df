/** Keeps what events tell of the use of role mappings. Events may come twice, late and in any order. */
import { batchGet } from "../../dynamodb/batch-get.ts";
import type { LedgerTable } from "../../ledger/ledger-table.ts";
import { type MappingKey, readMapping } from "../mapping-item.ts";
import { isKnownUse, moveLastUse } from "./last-use.ts";
import { type Unmarking, unmarkUsed } from "./unmark-used.ts";
import { addUses, type FullDays, type UsesOfDay } from "./usage-days.ts";
import type { MappingUse } from "./uses-of-event.ts";

export interface UsageRecord {
  readonly mappings: LedgerTable;
  readonly usageTable: string;
  /** The process's own. */
  readonly fullDays: FullDays;
  readonly unmarking: Unmarking;
  /** Told what could not be kept, and why. */
  readonly onTrouble: (error: unknown) => void;
}

/** A use, and the message that told of it. */
export interface ToldUse extends MappingUse {
  readonly messageId: string;
}

/** Attempts at a mapping that others keep changing. */
const ATTEMPTS = 4;

interface Group extends UsesOfDay {
  readonly uses: readonly ToldUse[];
}

function groups(uses: readonly ToldUse[]): readonly Group[] {
  const byPlace = new Map<string, { group: Omit<Group, "uses">; uses: ToldUse[] }>();
  for (const use of uses) {
    const day = use.at.slice(0, 10);
    const place = JSON.stringify([use.mapping.source, use.mapping.environment, day, use.kind]);
    const there = byPlace.get(place);
    if (there) there.uses.push(use);
    else byPlace.set(place, { group: { mapping: use.mapping, day, kind: use.kind }, uses: [use] });
  }
  return [...byPlace.values()].map(({ group, uses: told }) => ({ ...group, uses: told }));
}

type Items = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

const placeOf = ({ source, environment }: MappingKey): string => JSON.stringify([source, environment]);

/** The mappings' items. Where they cannot be read, none: then each use is written, as if nothing were known of it. */
async function readItems({ mappings, onTrouble }: UsageRecord, uses: readonly ToldUse[]): Promise<Items> {
  const keys = new Map(uses.map(({ mapping }) => [placeOf(mapping), { ...mapping }]));
  try {
    const items = await batchGet(mappings.client, mappings.name, [...keys.values()]);
    return new Map(items.map((item) => [placeOf(item as unknown as MappingKey), item]));
  } catch (error) {
    onTrouble(error);
    return new Map();
  }
}

async function keepGroup(record: UsageRecord, group: Group, items: Items): Promise<void> {
  const { mappings, usageTable, fullDays, unmarking } = record;
  const { mapping: key, kind, uses } = group;
  await addUses(mappings.client, usageTable, group, fullDays);
  const latest = uses.reduce((last, use) => (use.at > last.at ? use : last));
  const item = items.get(placeOf(key));
  if (item && isKnownUse(readMapping(item), kind, latest.at)) return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const mapping = await moveLastUse(mappings, key, kind, latest.at);
    if (!mapping || (await unmarkUsed(unmarking, mapping, latest))) return;
  }
  throw new Error(`the role mapping ${key.source} in ${key.environment} changed at every attempt to unmark it`);
}

/** @returns the ids of the messages that must be delivered again */
export async function recordUsage(record: UsageRecord, uses: readonly ToldUse[]): Promise<ReadonlySet<string>> {
  const failed = new Set<string>();
  const items = await readItems(record, uses);
  const keep = async (group: Group): Promise<void> => {
    try {
      await keepGroup(record, group, items);
    } catch (error) {
      record.onTrouble(error);
      for (const { messageId } of group.uses) failed.add(messageId);
    }
  };
  await Promise.all(groups(uses).map(keep));
  return failed;
}
