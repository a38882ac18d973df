/** What ledger tests ask of the table behind the port. */
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { LoginLedger, LoginRecord, PendingRecord } from "../../lib/ledger/ledger.ts";
import { collect } from "./collect.ts";
import { aLoginSucceeded, aRolesMapped, NOON } from "./events.ts";

export const LEDGER = "login-ledger";

export const minutesLater = (minutes: number, from = NOON): Date => new Date(from.getTime() + minutes * 60_000);

let assertions = 0;

/** A login with an assertion of its own and two events. */
export function aLoginRecord(given: Partial<LoginRecord> = {}): LoginRecord {
  assertions += 1;
  return {
    issuer: "https://idp.example/metadata",
    assertionId: `_assertion-${assertions}`,
    attemptId: `attempt-${assertions}`,
    recordedAt: NOON,
    acceptableUntil: minutesLater(6),
    events: [aLoginSucceeded(), aRolesMapped()],
    ...given,
  };
}

export const idsOf = (record: Pick<PendingRecord, "events">): string[] =>
  record.events.map((event) => event.metadata.id);

export async function itemOf(client: DynamoDBDocumentClient, pk: string): Promise<Record<string, unknown> | undefined> {
  return (await client.send(new GetCommand({ TableName: LEDGER, Key: { pk } }))).Item;
}

/** What is pending under that key, or `undefined` where nothing is. */
export async function pendingUnder(
  ledger: LoginLedger,
  pk: string,
  before = minutesLater(60),
): Promise<PendingRecord | undefined> {
  const found = await collect(ledger.pending(before));
  return found.find((record) => record.key.pk === pk);
}
