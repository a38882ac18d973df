/** Counts of a day from its signed roll-up, where the archive has one: a year is then read in as many steps as it has days. */
import type { Counts } from "../../../evidence/counts.ts";
import type { EvidenceReader } from "../../../evidence/evidence-store.ts";
import { createSealReader } from "../../../evidence/seal-reader.ts";

/** Of the events that arrived on a day (`yyyy-mm-dd`); null where it has no roll-up. */
export type CountsOfDay = (day: string) => Promise<Pick<Counts, "byRole" | "byType"> | null>;

/** @throws ChainFault where a roll-up is not what its signature says */
export function rolledUpDays(store: EvidenceReader): CountsOfDay {
  const reader = createSealReader(store);
  return async (day) => (await reader.day(day))?.body.counts ?? null;
}
