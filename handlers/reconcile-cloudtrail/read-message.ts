/** What the queue delivers: Role Credentials Issued from our bus, records of CloudTrail from the default one. */
import * as z from "zod";
import { parseEvent, type RoleCredentialsIssued } from "../../lib/events/catalogue.ts";
import { printable } from "../../lib/events/printable.ts";
import { roleCredentialsIssued } from "../../lib/events/role-credentials-issued.ts";
import { type Issuance, issuanceOf } from "../../lib/reconcile/halves.ts";
import { parseTrailRecord, type TrailRecord } from "../../lib/reconcile/trail-record.ts";

export type Message =
  | { readonly kind: "issuance"; readonly issued: Issuance }
  /** null for a call that assumes nothing. */
  | { readonly kind: "record"; readonly record: TrailRecord | null };

/** Where it came from; no account can put events of `aws.…` on a bus, and our rule passes none of our own events from there. */
const envelope = z.object({ source: z.enum(["samltrail", "aws.sts"]), detail: z.unknown() });

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // JSON.parse quotes the text it stumbles over.
    throw new Error("the message is not JSON");
  }
}

/** Paths only: what stands there was chosen by whoever called. */
function describe(error: unknown): string {
  if (error instanceof z.ZodError)
    return `does not fit at ${error.issues.map(({ path }) => path.join(".")).join(", ")}`;
  return error instanceof Error ? error.message : "unknown";
}

/** @throws Error that says in printable words why it is neither */
export function readMessage(body: string): Message {
  try {
    const value = parseJson(body);
    const { source, detail } = envelope.parse(value);
    if (source === "aws.sts") return { kind: "record", record: parseTrailRecord(value) };
    const event = parseEvent(detail);
    if (event.metadata.type !== roleCredentialsIssued.name) throw new Error("an event of another type");
    return { kind: "issuance", issued: issuanceOf(event as RoleCredentialsIssued) };
  } catch (error) {
    throw new Error(printable(describe(error)));
  }
}
