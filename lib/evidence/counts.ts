import { z } from "zod";
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

const add = (tally: Tally, key: string, count: number): void => {
  tally[key] = (tally[key] ?? 0) + count;
};

const noCounts = (): Counts => ({ byHour: {}, byType: {}, byReason: {}, byIdentityProvider: {}, byRole: {} });

export function countEvents(events: Iterable<EventFacts>): Counts {
  const counts = noCounts();
  for (const { hour, type, attempts, reason, identityProvider, roles } of events) {
    add(counts.byHour, hour, 1);
    add(counts.byType, type, 1);
    if (reason !== null) add(counts.byReason, reason, attempts);
    if (identityProvider !== null) {
      counts.byIdentityProvider[identityProvider] ??= {};
      add(counts.byIdentityProvider[identityProvider], type, attempts);
    }
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
      sum.byIdentityProvider[provider] ??= {};
      addAll(sum.byIdentityProvider[provider], byType);
    }
  }
  return sum;
}
