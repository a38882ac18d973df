import type { LedgerTable } from "../../ledger/ledger-table.ts";
import { hasEnded } from "../../ledger/records.ts";
import type { Standing } from "../asker.ts";
import { hasTokenEnded } from "./agent-tokens.ts";
import { isRevoked } from "./revocations.ts";

/** Ends and revocations as the ledger keeps them. */
export function createStanding(table: LedgerTable): Standing {
  return {
    hasSessionEnded: (sessionId) => hasEnded(table, sessionId),
    hasTokenEnded: (tokenId) => hasTokenEnded(table, tokenId),
    isRevoked: (subject, since) => isRevoked(table, subject, since),
  };
}
