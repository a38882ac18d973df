/** Takes in what was issued and what CloudTrail saw, in any order and as often as it comes. */

import { pseudonymousClient } from "../identity/client-pseudonyms.ts";
import type { Identity } from "../identity/identities.ts";
import type { Pseudonymizer } from "../identity/pseudonyms.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import type { RoleMapping } from "../roles/role-mapping.ts";
import { addHalf, type Call, closeCall, isForgotten } from "./calls.ts";
import { classify } from "./classify.ts";
import { type Issuance, type Sighting, sightingOf } from "./halves.ts";
import { joinsByKey } from "./join.ts";
import { type Reporting, report } from "./report.ts";
import { claimSession, keepSession } from "./sessions.ts";
import type { TrailRecord } from "./trail-record.ts";
import { seenNeverIssued } from "./unmatched.ts";

/**
 * A record of our own function's call waits this long for its issuance. CloudTrail takes minutes and the issuance seconds, so
 * it is nearly always there before; what the bus refused at first comes within a minute or two, by republish-pending. Redelivery
 * by the queue would do as well, but it would fill the log with failures, and the dead-letter queue in the end.
 */
const GRACE_MILLISECONDS = 3 * 60_000;

/** CloudTrail's records come within 5 to 15 minutes; after this long it is asked. */
const LATE_MILLISECONDS = 20 * 60_000;

export interface Reconciling extends Reporting {
  /** `reconciliation`. */
  readonly table: LedgerTable;
  readonly now: Date;
}

export interface Surroundings extends Reconciling {
  readonly lender: string;
  readonly mappings: readonly RoleMapping[];
  readonly pseudonymizer: Pseudonymizer;
  /** Keeps the clear text of an address and a user agent that events may speak of. */
  readonly remember: (identities: readonly Identity[]) => Promise<void>;
}

/**
 * - matched: both halves are there
 * - waiting: for the other one
 * - unmatched: reported
 * - known: it ended before
 * - refused: STS refused it
 * - unmapped: no mapping names the role
 * - forgotten: too old to conclude anything from
 */
export type Outcome = "matched" | "waiting" | "unmatched" | "known" | "refused" | "unmapped" | "forgotten";

/** Whether both halves are there, and speak of the same. */
export const isMatched = ({ issued, seen }: Call): boolean =>
  issued !== undefined && seen !== undefined && joinsByKey(issued, seen);

/** What Role Credentials Issued tells. */
export async function takeIssuance(parts: Reconciling, issued: Issuance): Promise<Outcome> {
  const { table, now } = parts;
  if (isForgotten(issued.issuedAt, now)) return "forgotten";
  const dueAt = new Date(Date.parse(issued.issuedAt) + LATE_MILLISECONDS);
  const call = await addHalf(table, { issued }, { dueAt, now });
  // After the key: a record that comes in between must not join by its session what joins exactly.
  await keepSession(table, issued, now);
  if (call.closed) return "known";
  if (!isMatched(call)) return "waiting";
  await closeCall(table, call, "matched");
  return "matched";
}

/** Ends a call that CloudTrail saw where its session is one we issued for. @returns whether it is */
export async function matchBySession({ table, now }: Reconciling, call: Call, seen: Sighting): Promise<boolean> {
  const issued = await claimSession(table, seen, call.pk);
  if (!issued) return false;
  if (seen.accessKeyId === null) {
    // The record names no key at all: it is the one of the key that was issued.
    const own = await addHalf(table, { seen: { ...seen, accessKeyId: issued.accessKeyId } }, { dueAt: now, now });
    await closeCall(table, own, "matched-by-session");
  }
  await closeCall(table, call, "matched-by-session");
  return true;
}

/** Reports a mapped role that was assumed without an issuance. */
export async function reportSeen(
  parts: Pick<Surroundings, keyof Reconciling | "mappings">,
  call: Call,
  seen: Sighting,
): Promise<boolean> {
  const reported = await report(parts, call, seenNeverIssued(seen, parts.mappings), parts.now);
  await closeCall(parts.table, call, "unmatched");
  return reported !== null;
}

/** What CloudTrail tells. */
export async function takeRecord(parts: Surroundings, record: TrailRecord): Promise<Outcome> {
  const { table, now, lender, mappings, pseudonymizer } = parts;
  const classified = classify(record, { lender, mappedRoles: mappings.map(({ iamRole }) => iamRole) });
  if (classified.kind !== "assumed") return classified.kind;
  if (isForgotten(record.occurredAt.toISOString(), now)) return "forgotten";
  const { by, roleArn } = classified;
  const { sourceAddress: ip, userAgent } = record;
  const { client, identities } = pseudonymousClient({ ip, userAgent, requestId: null }, pseudonymizer);
  const seen = sightingOf(record, roleArn, by !== "somebody-else", client);
  const dueAt = new Date(now.getTime() + GRACE_MILLISECONDS);
  const call = await addHalf(table, { seen }, { dueAt, now });
  if (call.closed) return "known";
  if (isMatched(call)) {
    await closeCall(table, call, "matched");
    return "matched";
  }
  if (await matchBySession(parts, call, seen)) return "matched";
  await parts.remember(identities);
  if (by !== "somebody-else") return "waiting";
  return (await reportSeen(parts, call, seen)) ? "unmatched" : "known";
}
