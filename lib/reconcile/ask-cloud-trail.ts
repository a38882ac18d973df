/**
 * Asks CloudTrail's own history for a record that EventBridge did not deliver. It lists an AssumeRole under the access key that was
 * given as one of its resources; its attribute AccessKeyId would be the key that signed the call. Every call of ours has a copy in
 * our own account and region, since we made it there.
 */
import { type CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { printable } from "../events/printable.ts";
import { sameRole } from "./classify.ts";
import type { Issuance } from "./halves.ts";
import { parseTrailRecord, type TrailRecord } from "./trail-record.ts";

/** Around the time of issue: clocks differ, and CloudTrail keeps full seconds. */
const AROUND_MILLISECONDS = 10 * 60_000;

type Asked = Pick<Issuance, "accessKeyId" | "issuedAt"> & { readonly mapping: Pick<Issuance["mapping"], "iamRole"> };

/** @throws what the SDK throws, such as a ThrottlingException: CloudTrail takes two calls a second */
export type AskCloudTrail = (issued: Asked) => Promise<TrailRecord | null>;

/** What the history holds is the record itself, as text, without EventBridge's envelope. */
function readRecord(text: string | undefined): TrailRecord | null {
  try {
    const detail = JSON.parse(text ?? "") as { recipientAccountId?: unknown };
    return parseTrailRecord({ source: "aws.sts", account: detail.recipientAccountId, detail });
  } catch {
    return null;
  }
}

export function createAskCloudTrail(client: CloudTrailClient): AskCloudTrail {
  return async ({ accessKeyId, issuedAt, mapping }) => {
    const at = Date.parse(issuedAt);
    const lookup = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: accessKeyId }],
      StartTime: new Date(at - AROUND_MILLISECONDS),
      EndTime: new Date(at + AROUND_MILLISECONDS),
      MaxResults: 10,
    });
    const { Events = [] } = await client.send(lookup);
    const records = Events.map(({ CloudTrailEvent }) => readRecord(CloudTrailEvent));
    const own = records.find(
      (record) =>
        record?.accessKeyId === accessKeyId && record.roleArn !== null && sameRole(record.roleArn, mapping.iamRole),
    );
    return own ?? null;
  };
}

/** Why it could not be asked, for a finding. */
export const whyNotAsked = (error: unknown): string =>
  printable(error instanceof Error ? `${error.name}: ${error.message}` : "unknown", 160);
