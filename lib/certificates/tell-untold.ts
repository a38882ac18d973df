import type { TrailEvent } from "../events/catalogue.ts";
import { type Publication, publishRecorded } from "../events/publish-recorded.ts";
import type { LoginLedger } from "../ledger/ledger.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { findUntold, markTold } from "./trust-table.ts";

export interface Telling {
  readonly table: LedgerTable;
  readonly ledger: Pick<LoginLedger, "recordEvents">;
  readonly publication: Publication;
}

/**
 * Records and publishes the events that items of the trust table carry. A run that ends halfway is made up for by the next one
 * with the same event ids, on which consumers deduplicate.
 * @throws Error where the ledger or the table cannot be written
 */
export async function tellUntold({ table, ledger, publication }: Telling): Promise<readonly TrailEvent[]> {
  const untold = await findUntold(table);
  for (const each of untold) {
    const { metadata } = each.event;
    const key = await ledger.recordEvents(metadata.id, new Date(metadata.occurredAt), [each.event]);
    await publishRecorded(publication, key, [each.event]);
    await markTold(table, each);
  }
  return untold.map(({ event }) => event);
}
