/** CloudTrail's records of calls that change guards, in the envelope in which EventBridge delivers them. */
import { randomUUID } from "node:crypto";

export const ACCOUNT = "123456789012";
export const CDK_ROLE = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-eu-central-1`;

interface Called {
  readonly service: string;
  readonly call: string;
  readonly parameters?: object | null;
  readonly role?: string;
  /** Of the record's detail. */
  readonly more?: object;
}

const ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operator_1`;

export function aGuardRecord({ service, call, parameters = {}, role = ROLE, more = {} }: Called) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: ACCOUNT,
    time: "2026-08-03T12:00:00Z",
    region: "eu-central-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: {
        type: "AssumedRole",
        principalId: "AROAEXAMPLE:r.moreno",
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.split("/").at(-1)}/r.moreno`,
        accountId: ACCOUNT,
        sessionContext: { sessionIssuer: { type: "Role", arn: role, accountId: ACCOUNT } },
      },
      eventTime: "2026-08-03T12:00:00Z",
      eventSource: `${service}.amazonaws.com`,
      eventName: call,
      awsRegion: "eu-central-1",
      sourceIPAddress: "203.0.113.7",
      userAgent: "aws-cli/2",
      requestParameters: parameters,
      responseElements: null,
      requestID: "b7d3c1f0-5a2e-4c8b-9d16-7e4f2a8c0b93",
      eventID: randomUUID(),
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: "Management",
      ...more,
    },
  };
}
