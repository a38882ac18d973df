/** One-time codes (RFC 6749 §4.1.2), by which a program on a person's computer gets what the person approved in the browser. */
import { createHash, randomBytes } from "node:crypto";
import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { keepUntil, type LedgerTable, whereConditionHolds } from "../../ledger/ledger-table.ts";
import type { Session } from "../../session/session.ts";

/** A code is good for this long. */
const CODE_SECONDS = 60;

/** What was approved. */
export interface Grant {
  /** Of the session that approved, what issuing needs. */
  readonly session: Omit<Session, "displayName">;
  readonly mappingId: string;
  readonly durationMinutes: number | null;
  readonly redirectUri: string;
  /** PKCE, S256. */
  readonly challenge: string;
}

const instant = z.iso.datetime().transform((text) => new Date(text));

const storedGrant = z.object({
  session: z.object({
    id: z.string(),
    subject: z.string(),
    identityProviderId: z.string(),
    samlRoles: z.array(z.string()),
    issuedAt: instant,
    expiresAt: instant,
  }),
  mappingId: z.string(),
  durationMinutes: z.number().nullable(),
  redirectUri: z.string(),
  challenge: z.string(),
});

/** Only a hash of the code is kept, as of anything that opens a door. */
const codeKey = (code: string): string => `code#${createHash("sha256").update(code).digest("hex")}`;

/** @returns the code */
export async function createCode({ client, name }: LedgerTable, grant: Grant, now: Date): Promise<string> {
  const code = randomBytes(32).toString("base64url");
  const { id, subject, identityProviderId, samlRoles, issuedAt, expiresAt } = grant.session;
  const until = new Date(now.getTime() + CODE_SECONDS * 1000);
  const session = { id, subject, identityProviderId, samlRoles: [...samlRoles] };
  const item = {
    ...grant,
    pk: codeKey(code),
    session: { ...session, issuedAt: issuedAt.toISOString(), expiresAt: expiresAt.toISOString() },
    validUntil: until.toISOString(),
    expiresAt: keepUntil(until),
  };
  await client.send(new PutCommand({ TableName: name, Item: item }));
  return code;
}

export interface Redemption {
  readonly code: string;
  readonly redirectUri: string;
  readonly challenge: string;
  /** Who redeems: tells an own update that the SDK repeated from somebody else's. */
  readonly writer: string;
  readonly now: Date;
}

/** By one conditional update. `null` where the code is unknown, too old, used, or of another redirect or challenge. */
export async function redeemCode({ client, name }: LedgerTable, redemption: Redemption): Promise<Grant | null> {
  const { code, redirectUri, challenge, writer, now } = redemption;
  const update = new UpdateCommand({
    TableName: name,
    Key: { pk: codeKey(code) },
    UpdateExpression: "SET redeemedBy = :writer",
    ConditionExpression: [
      "attribute_exists(pk)",
      "(attribute_not_exists(redeemedBy) OR redeemedBy = :writer)",
      "validUntil > :now",
      "redirectUri = :redirectUri",
      "challenge = :challenge",
    ].join(" AND "),
    ExpressionAttributeValues: {
      ":writer": writer,
      ":now": now.toISOString(),
      ":redirectUri": redirectUri,
      ":challenge": challenge,
    },
    ReturnValues: "ALL_NEW",
  });
  const answer = await whereConditionHolds(client.send(update));
  return answer === null ? null : storedGrant.parse(answer.Attributes);
}
