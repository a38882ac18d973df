/** Ends a program's token: from then on it gives no credentials. What it obtained before runs out, or is revoked. */
import { agentTokenEnded } from "../events/agent-token-ended.ts";
import { createEvent, type EventOrigin } from "../events/create-event.ts";
import { type Publication, publishRecorded } from "../events/publish-recorded.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import type { AgentToken } from "./agent-token.ts";
import { endToken } from "./store/agent-tokens.ts";

export interface TokenEnd {
  readonly cause: "ended-by-person" | "revoked";
  /** The operator who revoked it. */
  readonly by: string | null;
}

/**
 * @returns whether it had not been ended before
 * @throws where the ledger cannot record it: then the token still lives
 */
export async function recordTokenEnd(
  { table, publication }: { readonly table: LedgerTable; readonly publication: Publication },
  token: AgentToken,
  { cause, by }: TokenEnd,
  origin: EventOrigin,
): Promise<boolean> {
  const { id, subject, mappingId, purpose } = token;
  const event = createEvent(agentTokenEnded, origin, {
    tokenId: id,
    subject,
    mappingId,
    purpose,
    cause,
    by,
    endedAt: origin.occurredAt.toISOString(),
  });
  const result = await endToken(table, token, origin.occurredAt, event);
  if (!result.recorded) {
    origin.producer.release(event.metadata.producer.sequence);
    return false;
  }
  await publishRecorded(publication, result.pending, [event]);
  return true;
}
