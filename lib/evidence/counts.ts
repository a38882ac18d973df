import * as z from "zod";
import type { EventFacts } from "./event-facts.ts";

const tally = z.record(z.string(), z.int().min(1));

/** `byHour` and `byType` count events and each add up to the leaves; the others count attempts, and grants. */
export const countsModel = z.strictObject({
  byHour: tally,
  byType: tally,
  byReason: tally,
  byIdentityProvider: z.record(z.string(), tally),
  byRole: tally,
});

export type Counts = z.infer<typeof countsModel>;
type Tally = Record<string, number>;

/** Own keys only: a role may be called `constructor`. */
const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const add = (tally: Tally, key: string, count: number): void => {
  tally[key] = (own(tally, key) ?? 0) + count;
};

function tallyOf(byProvider: Record<string, Tally>, provider: string): Tally {
  const known = own(byProvider, provider) ?? {};
  byProvider[provider] = known;
  return known;
}

const noCounts = (): Counts => ({ byHour: {}, byType: {}, byReason: {}, byIdentityProvider: {}, byRole: {} });

export function countEvents(events: Iterable<EventFacts>): Counts {
  const counts = noCounts();
  for (const { hour, type, attempts, reason, identityProvider, roles } of events) {
    add(counts.byHour, hour, 1);
    add(counts.byType, type, 1);
    if (reason !== null) add(counts.byReason, reason, attempts);
    if (identityProvider !== null) add(tallyOf(counts.byIdentityProvider, identityProvider), type, attempts);
    for (const role of roles) add(counts.byRole, role, 1);
  }
  return counts;
}

function addAll(into: Tally, from: Tally): void {
  for (const [key, count] of Object.entries(from)) add(into, key, count);
}

export function sumCounts(each: Iterable<Counts>): Counts {
  const sum = noCounts();
  for (const counts of each) {
    addAll(sum.byHour, counts.byHour);
    addAll(sum.byType, counts.byType);
    addAll(sum.byReason, counts.byReason);
    addAll(sum.byRole, counts.byRole);
    for (const [provider, byType] of Object.entries(counts.byIdentityProvider)) {
      addAll(tallyOf(sum.byIdentityProvider, provider), byType);
    }
  }
  return sum;
}
