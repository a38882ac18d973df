/** The record that CloudTrail keeps of a call that changes something, in the envelope in which EventBridge delivers it. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Account, LENDING_ROLE_NAME } from "../account.ts";
import type { EventEnvelope } from "../event-bridge.ts";
import { signedFor } from "../query-service.ts";
import type { RoleSessions } from "../sts/role-sessions.ts";

interface Called {
  /** `iam` of `iam.amazonaws.com`. */
  readonly service: string;
  readonly call: string;
  readonly parameters: object;
  readonly request: IncomingMessage;
}

/** Who calls without a session of STS is the person at the keyboard, or one of the functions: here they have the same key. */
function callerOf({ request }: Called, account: Account, sessions: RoleSessions): object {
  const accessKeyId = signedFor(request)?.accessKeyId ?? "";
  const session = sessions.find(accessKeyId);
  const role = session?.roleArn ?? `arn:aws:iam::${account.id}:role/${LENDING_ROLE_NAME}`;
  const arn = session?.arn ?? `arn:aws:sts::${account.id}:assumed-role/${LENDING_ROLE_NAME}/local`;
  const sessionIssuer = { type: "Role", arn: role, accountId: session?.account ?? account.id };
  return {
    type: "AssumedRole",
    arn,
    accountId: session?.account ?? account.id,
    accessKeyId,
    sessionContext: { sessionIssuer },
  };
}

export function managementRecord(called: Called, account: Account, sessions: RoleSessions, at: Date): EventEnvelope {
  const { service, call, parameters, request } = called;
  const time = `${at.toISOString().slice(0, 19)}Z`;
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: account.id,
    time,
    region: account.region,
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: callerOf(called, account, sessions),
      eventTime: time,
      eventSource: `${service}.amazonaws.com`,
      eventName: call,
      awsRegion: account.region,
      sourceIPAddress: (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
      userAgent: request.headers["user-agent"] ?? "-",
      requestParameters: parameters,
      responseElements: null,
      requestID: randomUUID(),
      eventID: randomUUID(),
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: service !== "s3",
      recipientAccountId: account.id,
      eventCategory: service === "s3" ? "Data" : "Management",
    },
  };
}
