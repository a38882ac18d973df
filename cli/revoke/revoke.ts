/** Revokes: first nothing more is issued, then what was issued is denied, then it is on record. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { recordTokenEnd } from "../../lib/credentials/end-token.ts";
import { denialInstant, type Revoked } from "../../lib/credentials/revoke/denial.ts";
import { sourceIdentityOf } from "../../lib/credentials/source-identity.ts";
import { findToken } from "../../lib/credentials/store/agent-tokens.ts";
import { markRevoked } from "../../lib/credentials/store/revocations.ts";
import { createEvent, type EventOrigin } from "../../lib/events/create-event.ts";
import { credentialsRevoked } from "../../lib/events/credentials-revoked.ts";
import { type Publication, publishRecorded } from "../../lib/events/publish-recorded.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import { UsageError } from "../command.ts";
import type { AccountClients } from "./account-clients.ts";
import { putDenials, type RoleOutcome } from "./put-denials.ts";

export type Whose = { readonly subject: string } | { readonly tokenId: string };

export interface Revocation {
  readonly client: DynamoDBDocumentClient;
  readonly ledgerTable: string;
  readonly ledger: Pick<LoginLedger, "recordEvents" | "markPublished">;
  readonly publication: Publication;
  readonly accounts: AccountClients;
  readonly origin: EventOrigin;
  /** ARNs, each once. */
  readonly iamRoles: readonly string[];
  readonly by: string;
  readonly why: string;
}

export interface RevocationResult {
  readonly subject: string;
  readonly issuedBefore: Date;
  readonly roles: readonly RoleOutcome[];
}

/** The most that the event can name. */
const MAXIMUM_ROLES = 200;

/** Stops what would still be issued, and finds out whose it is. */
async function stopIssuing(revocation: Revocation, whose: Whose, issuedBefore: Date): Promise<string> {
  const { client, ledgerTable, publication, origin, by } = revocation;
  const table = { client, name: ledgerTable };
  if ("subject" in whose) {
    await markRevoked(table, whose.subject, issuedBefore);
    return whose.subject;
  }
  const token = await findToken(table, whose.tokenId);
  if (!token) throw new UsageError(`there is no token ${whose.tokenId} in this stack's ledger`);
  await recordTokenEnd({ table, publication }, token, { cause: "revoked", by }, origin);
  return token.subject;
}

/**
 * Everything is tried whatever fails on single roles. The event says what became of each.
 * @throws UsageError where there is nobody of that name, or too many roles at once
 */
export async function revoke(revocation: Revocation, whose: Whose): Promise<RevocationResult> {
  const { origin, iamRoles, ledger, publication, by, why, accounts } = revocation;
  if (iamRoles.length > MAXIMUM_ROLES) {
    throw new UsageError(`${iamRoles.length} roles are more than one revocation can name: choose by --role`);
  }
  if ("subject" in whose && sourceIdentityOf(whose.subject) === null) {
    throw new UsageError("--subject: expected a pseudonym as events have it, such as subject:k1:…");
  }
  const issuedBefore = denialInstant(origin.occurredAt);
  const subject = await stopIssuing(revocation, whose, issuedBefore);
  const tokenId = "tokenId" in whose ? whose.tokenId : null;
  const sourceIdentity = sourceIdentityOf(subject) ?? "";
  const revoked: Revoked = { sourceIdentity, agentTokenId: tokenId, issuedBefore };
  const roles = await putDenials(accounts, iamRoles, revoked, origin.occurredAt);
  const event = createEvent(credentialsRevoked, origin, {
    subject,
    tokenId,
    sourceIdentity,
    issuedBefore: issuedBefore.toISOString(),
    roles: [...roles],
    by,
    why,
  });
  const key = await ledger.recordEvents(event.metadata.id, origin.occurredAt, [event]);
  await publishRecorded(publication, key, [event]);
  return { subject, issuedBefore, roles };
}
