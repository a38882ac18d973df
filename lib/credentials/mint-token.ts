/** A person mints a token for a program: one role, a narrower envelope, minutes to live, a purpose. */
import { ulid } from "ulid";
import { agentTokenMinted } from "../events/agent-token-minted.ts";
import { createEvent } from "../events/create-event.ts";
import { printable } from "../events/printable.ts";
import { publishRecorded } from "../events/publish-recorded.ts";
import { pseudonymousClient } from "../identity/client-pseudonyms.ts";
import type { PendingKey } from "../ledger/ledger.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { referenceOf } from "../roles/event-fields.ts";
import type { RoleMapping } from "../roles/role-mapping.ts";
import { type AgentToken, createTokenSecret, MAXIMUM_TOKEN_MINUTES, MINIMUM_TOKEN_MINUTES } from "./agent-token.ts";
import type { Asker } from "./asker.ts";
import { chooseMapping, type WantedRole, wantedName } from "./choose-mapping.ts";
import { type Asking, envelopeHash, originOf, remember } from "./credential-records.ts";
import { type Issuing, refused } from "./issue-credentials.ts";
import { combinedEnvelope } from "./policy/intersect.ts";
import { CredentialsRefused, orRefuseEnvelope } from "./refusal.ts";
import { saveToken } from "./store/agent-tokens.ts";

export interface Minting extends Omit<Issuing, "assumeRole"> {
  readonly table: LedgerTable;
}

export interface MintRequest extends Omit<Asking, "requested"> {
  readonly asker: Asker;
  readonly wanted: WantedRole;
  readonly minutes: number;
  readonly envelope: unknown;
  /** What the program is for, in the person's words. */
  readonly reason: string;
}

export interface Minted {
  /** Shown once, kept nowhere. */
  readonly token: string;
  readonly kept: AgentToken;
}

function lifeOf(minutes: number): number {
  if (Number.isInteger(minutes) && minutes >= MINIMUM_TOKEN_MINUTES && minutes <= MAXIMUM_TOKEN_MINUTES) {
    return minutes * 60_000;
  }
  const expected = `${MINIMUM_TOKEN_MINUTES} to ${MAXIMUM_TOKEN_MINUTES} whole minutes`;
  throw new CredentialsRefused("duration", { problem: "token-life", found: `${minutes} minutes`, expected });
}

/** The envelope must go with the mapping's as both are now: what cannot be combined is told to the person, not to the program later. */
function envelopeOf(mapping: RoleMapping, asked: unknown): string {
  return orRefuseEnvelope(() => {
    combinedEnvelope(mapping.envelope, asked);
    return combinedEnvelope(null, asked) ?? "";
  });
}

async function record(minting: Minting, request: MintRequest, mapping: RoleMapping, kept: AgentToken): Promise<void> {
  const { records, table } = minting;
  const { client, identities } = pseudonymousClient(request.client, await records.pseudonymizer());
  await remember(records, identities, request.now);
  const event = createEvent(agentTokenMinted, originOf(records, request), {
    tokenId: kept.id,
    subject: kept.subject,
    sessionId: kept.sessionId,
    mapping: referenceOf(mapping),
    purpose: kept.purpose,
    envelopeHash: envelopeHash(kept.envelope),
    expiresAt: kept.expiresAt.toISOString(),
    client,
  });
  let key: PendingKey;
  try {
    key = await saveToken(table, kept, event);
  } catch (cause) {
    throw new CredentialsRefused("ledger-unavailable", { problem: "token-record", cause });
  }
  await publishRecorded(records, key, [event]);
}

/** @throws CredentialsRefused, recorded */
export async function mintToken(minting: Minting, request: MintRequest): Promise<Minted> {
  const { asker, wanted, now } = request;
  let mapping: RoleMapping | null = null;
  try {
    await asker.confirm();
    mapping = await chooseMapping(minting.mappings, asker, wanted, minting.environments);
    const life = lifeOf(request.minutes);
    const id = ulid(now.getTime());
    const { token, secretHash } = createTokenSecret(id);
    const kept: AgentToken = {
      id,
      subject: asker.subject,
      sessionId: asker.sessionId,
      identityProviderId: asker.identityProviderId,
      samlRole: mapping.samlRole,
      mappingId: mapping.id,
      envelope: envelopeOf(mapping, request.envelope),
      purpose: printable(request.reason, 256),
      secretHash,
      createdAt: now,
      expiresAt: new Date(now.getTime() + life),
    };
    await record(minting, request, mapping, kept);
    return { token, kept };
  } catch (error) {
    throw await refused(minting, { ...request, requested: wantedName(wanted) }, error, mapping);
  }
}
