/** The two halves that reconciliation joins, as they are kept: what we issued, and what CloudTrail saw. */
import * as z from "zod";
import type { RoleCredentialsIssued } from "../events/catalogue.ts";
import { mappingReference } from "../events/role-fields.ts";
import { ASSUMING_CALLS, type TrailRecord } from "./trail-record.ts";

/** What we issued. Times are ISO 8601 instants. */
export const issuance = z.object({
  eventId: z.string().describe("of Role Credentials Issued"),
  correlationId: z.string(),
  subject: z.string(),
  mapping: mappingReference,
  accessKeyId: z.string(),
  sourceIdentity: z.string(),
  sessionName: z.string(),
  issuedAt: z.iso.datetime(),
});

export type Issuance = z.infer<typeof issuance>;

/** What CloudTrail saw, its caller's address and user agent as pseudonyms. */
export const sighting = z.object({
  eventId: z.string(),
  eventName: z.enum(ASSUMING_CALLS),
  sharedEventId: z.string().nullable(),
  account: z.string(),
  region: z.string(),
  occurredAt: z.iso.datetime(),
  roleArn: z.string(),
  sessionName: z.string().nullable(),
  sourceIdentity: z.string().nullable(),
  accessKeyId: z.string().nullable(),
  callerArn: z.string().nullable(),
  callerAccount: z.string().nullable(),
  callerType: z.string(),
  byLender: z.boolean().describe("whether our credentials function may have called, as far as the record tells"),
  sourceAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
});

export type Sighting = z.infer<typeof sighting>;

export function issuanceOf({ metadata, data }: RoleCredentialsIssued): Issuance {
  const { subject, mapping, accessKeyId, sourceIdentity, sessionName } = data;
  const { id: eventId, correlationId, occurredAt: issuedAt } = metadata;
  return { eventId, correlationId, subject, mapping, accessKeyId, sourceIdentity, sessionName, issuedAt };
}

/** @param client the pseudonyms of whoever called */
export function sightingOf(
  record: TrailRecord,
  roleArn: string,
  byLender: boolean,
  client: { readonly ip: string | null; readonly userAgent: string | null },
): Sighting {
  const { eventId, eventName, sharedEventId, account, region, sessionName, sourceIdentity, accessKeyId } = record;
  const { caller, occurredAt } = record;
  return {
    eventId,
    eventName,
    sharedEventId,
    account,
    region,
    sessionName,
    sourceIdentity,
    accessKeyId,
    roleArn,
    byLender,
    occurredAt: occurredAt.toISOString(),
    callerArn: caller.arn,
    callerAccount: caller.accountId,
    callerType: caller.type,
    sourceAddress: client.ip,
    userAgent: client.userAgent,
  };
}
