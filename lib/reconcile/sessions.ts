/**
 * What was issued by the session it was issued for, in the table `reconciliation`:
 *   pk         session#<hash of role, source identity and session name>
 *   issued     what we issued     halves.ts
 *   retriedAs  the other access key that STS gave for the same session
 * A session is named by the correlation id of one request, so nothing else was issued for it.
 */
import { createHash } from "node:crypto";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { type LedgerTable, whereConditionHolds } from "../ledger/ledger-table.ts";
import { forgetAt } from "./calls.ts";
import { type Issuance, issuance, type Sighting } from "./halves.ts";
import { joinsBySession } from "./join.ts";

const storedSession = z.object({ issued: issuance, retriedAs: z.string().optional() });

const sessionKey = (roleArn: string, sourceIdentity: string, sessionName: string) => ({
  pk: `session#${createHash("sha256")
    .update(JSON.stringify([roleArn.toLowerCase(), sourceIdentity, sessionName]))
    .digest("hex")}`,
});

export async function keepSession({ client, name }: LedgerTable, issued: Issuance, now: Date): Promise<void> {
  const update = new UpdateCommand({
    TableName: name,
    Key: sessionKey(issued.mapping.iamRole, issued.sourceIdentity, issued.sessionName),
    UpdateExpression: "SET issued = if_not_exists(issued, :issued), expiresAt = if_not_exists(expiresAt, :expiresAt)",
    ExpressionAttributeValues: { ":issued": issued, ":expiresAt": forgetAt(now) },
  });
  await client.send(update);
}

/**
 * Finds what was issued for the session of a record whose access key nobody was given. The SDK asks STS twice at most
 * (handlers/shared/clients/settings.ts), so a session has one such key: a second one belongs to nobody.
 */
export async function claimSession(
  { client, name }: LedgerTable,
  seen: Sighting,
  key: string,
): Promise<Issuance | null> {
  const { roleArn, sourceIdentity, sessionName } = seen;
  if (!seen.byLender || sourceIdentity === null || sessionName === null) return null;
  const update = new UpdateCommand({
    TableName: name,
    Key: sessionKey(roleArn, sourceIdentity, sessionName),
    UpdateExpression: "SET retriedAs = if_not_exists(retriedAs, :key)",
    ConditionExpression: "attribute_exists(issued)",
    ExpressionAttributeValues: { ":key": key },
    ReturnValues: "ALL_NEW",
  });
  const answer = await whereConditionHolds(client.send(update));
  if (!answer) return null;
  const { issued, retriedAs } = storedSession.parse(answer.Attributes);
  return retriedAs === key && joinsBySession(issued, seen) ? issued : null;
}
