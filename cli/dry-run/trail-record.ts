/** The CloudTrail record of credentials: as reconciliation has joined it, or as CloudTrail's own history tells. */
import type { RoleCredentialsIssued } from "../../lib/events/catalogue.ts";
import type { LedgerTable } from "../../lib/ledger/ledger-table.ts";
import type { AskCloudTrail } from "../../lib/reconcile/ask-cloud-trail.ts";
import { type Call, findCall } from "../../lib/reconcile/calls.ts";
import { joinsByKey } from "../../lib/reconcile/join.ts";
import type { Patience } from "./patience.ts";

interface Seen {
  readonly eventId: string;
  readonly eventName: string;
  readonly account: string;
  readonly region: string;
  readonly occurredAt: string;
  /** `reconciled`: our reconciliation has joined the two; `history`: CloudTrail's history has it, and EventBridge did not bring it so far. */
  readonly through: "reconciled" | "history";
}

export type TrailAnswer =
  | { readonly seen: Seen }
  /** Neither has come; `asked` says whether CloudTrail itself knows nothing, or could not be asked. */
  | { readonly seen: null; readonly asked: string };

export interface TrailAsking {
  readonly reconciliation: LedgerTable;
  readonly ask: AskCloudTrail;
  readonly patience: Patience;
}

type Issued = Pick<RoleCredentialsIssued, "data" | "metadata">;

function joined(call: Call | null, { data: { accessKeyId, mapping } }: Issued): Seen | null {
  if (!call?.seen || !joinsByKey({ accessKeyId, mapping }, call.seen)) return null;
  const { eventId, eventName, account, region, occurredAt } = call.seen;
  return { eventId, eventName, account, region, occurredAt, through: "reconciled" };
}

/** CloudTrail takes two calls a second, and is as late itself: it is asked once, when waiting was in vain. */
async function inHistory(ask: AskCloudTrail, { data, metadata }: Issued): Promise<TrailAnswer> {
  try {
    const { accessKeyId, mapping } = data;
    const record = await ask({ accessKeyId, mapping, issuedAt: metadata.occurredAt });
    if (!record) return { seen: null, asked: "CloudTrail's history does not know it yet" };
    const { eventId, eventName, account, region, occurredAt } = record;
    return {
      seen: { eventId, eventName, account, region, occurredAt: occurredAt.toISOString(), through: "history" },
    };
  } catch (error) {
    const why = error instanceof Error ? error.name : "unknown";
    return { seen: null, asked: `CloudTrail's history could not be asked (${why})` };
  }
}

export async function findTrailRecord(
  { reconciliation, ask, patience }: TrailAsking,
  issued: Issued,
): Promise<TrailAnswer> {
  const { accessKeyId } = issued.data;
  const seen = await patience.waitFor("CloudTrail's record", async () =>
    joined(await findCall(reconciliation, accessKeyId), issued),
  );
  return seen ? { seen } : inHistory(ask, issued);
}
