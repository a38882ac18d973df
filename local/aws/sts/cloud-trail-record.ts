/**
 * The record that CloudTrail keeps of an AssumeRole, in the envelope in which EventBridge delivers it (source `aws.sts`). Where the role
 * is of another account than its caller there are two, one in each account, with one `sharedEventID`.
 */
import { randomUUID } from "node:crypto";
import type { Account } from "../account.ts";
import type { EventEnvelope } from "../event-bridge.ts";
import type { RoleSession } from "./role-sessions.ts";

export interface Caller {
  readonly account: Account;
  /** The name of an IAM user who calls in place of the role. */
  readonly userName: string | null;
  readonly roleName: string;
  readonly sessionName: string;
  readonly accessKeyId: string;
  readonly sourceAddress: string;
  readonly userAgent: string;
}

/** The role of the function that calls; the id is as long as a real one. */
const CALLER_ROLE_ID = "AROALOCALCREDENTIALS0";

const USER_ID = "AIDALOCALUSER00000000";

const seconds = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`;

/** As CloudTrail writes it: `Nov 21, 2026, 2:05:00 PM`. */
const expiration = new Intl.DateTimeFormat("en-US", {
  dateStyle: "medium",
  timeStyle: "medium",
  timeZone: "UTC",
});

function callersIdentity({ account: { id }, userName, roleName, sessionName, accessKeyId }: Caller, at: Date): object {
  if (userName !== null) {
    const arn = `arn:aws:iam::${id}:user/${userName}`;
    return { type: "IAMUser", principalId: USER_ID, arn, accountId: id, accessKeyId, userName };
  }
  return {
    type: "AssumedRole",
    principalId: `${CALLER_ROLE_ID}:${sessionName}`,
    arn: `arn:aws:sts::${id}:assumed-role/${roleName}/${sessionName}`,
    accountId: id,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: CALLER_ROLE_ID,
        arn: `arn:aws:iam::${id}:role/${roleName}`,
        accountId: id,
        userName: roleName,
      },
      attributes: { creationDate: seconds(at), mfaAuthenticated: "false" },
    },
  };
}

function detailOf(session: RoleSession, caller: Caller, recipient: string, shared: object): object {
  const { account, sourceAddress, userAgent } = caller;
  const { tags, sourceIdentity, policy } = session;
  const own = recipient === account.id;
  const principalId = caller.userName === null ? `${CALLER_ROLE_ID}:${caller.sessionName}` : USER_ID;
  const foreign = { type: "AWSAccount", principalId, accountId: account.id };
  return {
    eventVersion: "1.11",
    userIdentity: own ? callersIdentity(caller, session.issuedAt) : foreign,
    eventTime: seconds(session.issuedAt),
    eventSource: "sts.amazonaws.com",
    eventName: "AssumeRole",
    awsRegion: account.region,
    sourceIPAddress: sourceAddress,
    userAgent,
    requestParameters: {
      ...(tags.length > 0 ? { tags: tags.map(({ key, value }) => ({ value, key })) } : {}),
      roleArn: session.roleArn,
      roleSessionName: session.sessionName,
      ...(sourceIdentity === null ? {} : { sourceIdentity }),
      ...(policy === null ? {} : { policy }),
      durationSeconds: session.durationSeconds,
    },
    responseElements: {
      credentials: {
        accessKeyId: session.accessKeyId,
        sessionToken: "<encoded session token blob>",
        expiration: expiration.format(session.expiresAt).replaceAll("\u202f", " "),
      },
      assumedRoleUser: { assumedRoleId: session.assumedRoleId, arn: session.arn },
      ...(session.packedPolicySize > 0 ? { packedPolicySize: session.packedPolicySize } : {}),
      ...(sourceIdentity === null ? {} : { sourceIdentity }),
    },
    eventID: randomUUID(),
    readOnly: true,
    resources: [{ accountId: session.account, type: "AWS::IAM::Role", ARN: session.roleArn }],
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: recipient,
    ...shared,
    eventCategory: "Management",
  };
}

/** One record, or the pair where the role is of another account. */
export function cloudTrailRecords(session: RoleSession, caller: Caller): readonly EventEnvelope[] {
  const crosses = session.account !== caller.account.id;
  const shared = { requestID: randomUUID(), ...(crosses ? { sharedEventID: randomUUID() } : {}) };
  const recipients = crosses ? [caller.account.id, session.account] : [caller.account.id];
  return recipients.map((recipient) => ({
    version: "0",
    id: randomUUID(),
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.sts",
    account: recipient,
    time: seconds(session.issuedAt),
    region: caller.account.region,
    resources: [],
    detail: detailOf(session, caller, recipient, shared),
  }));
}
