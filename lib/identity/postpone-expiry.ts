/** While a legal hold stands no identity expires: what would soon is given more time, again and again. */
import { paginateScan, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { whereConditionHolds } from "../ledger/ledger-table.ts";
import type { IdentitiesTable } from "./holds.ts";

const DAY_SECONDS = 86_400;

/** What would expire within this many days… */
const SOON_DAYS = 35;

/** …stays for this many from now. A run a day has half of them to fail in. */
const POSTPONED_DAYS = 70;

/** @returns how many were given more time */
export async function postponeExpiry({ client, name }: IdentitiesTable, now: Date): Promise<number> {
  const seconds = Math.floor(now.getTime() / 1000);
  const [soon, later] = [seconds + SOON_DAYS * DAY_SECONDS, seconds + POSTPONED_DAYS * DAY_SECONDS];
  const scan = {
    TableName: name,
    FilterExpression: "expiresAt < :soon",
    ExpressionAttributeValues: { ":soon": soon },
    ProjectionExpression: "pseudonym",
  };
  let postponed = 0;
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    const updates = Items.map(({ pseudonym }) =>
      whereConditionHolds(
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: { pseudonym },
            UpdateExpression: "SET expiresAt = :later",
            ConditionExpression: "expiresAt < :soon",
            ExpressionAttributeValues: { ":later": later, ":soon": soon },
          }),
        ),
      ),
    );
    postponed += (await Promise.all(updates)).filter((answer) => answer !== null).length;
  }
  return postponed;
}
