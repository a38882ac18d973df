/**
 * The emulator has no CloudTrail that reaches EventBridge, and takes no event of AWS's own sources from anybody, as AWS itself. So what
 * a rule of the default bus would deliver is laid into its queue, and the rules themselves are asserted on the template alone.
 */
import { randomUUID } from "node:crypto";
import type { Issuance } from "../../../lib/reconcile/halves.ts";
import { trailFixture } from "../../fixtures/cloudtrail/read.ts";
import { STAGE } from "../deploy/deploy-stage.ts";
import { ACCOUNT, REGION } from "../emulator/start.ts";

const LENDER = `arn:aws:iam::${ACCOUNT}:role/samltrail-${STAGE}-credentials`;

type Assumed = Pick<Issuance, "accessKeyId" | "sessionName" | "sourceIdentity" | "issuedAt"> & {
  readonly roleArn: string;
};

/** A role was assumed, by the credentials function or by somebody else. */
export function assumption(assumed: Assumed, byLender: boolean): object {
  // In full seconds, as CloudTrail has them.
  const time = `${assumed.issuedAt.slice(0, 19)}Z`;
  const { roleArn, accessKeyId, sessionName: roleSessionName, sourceIdentity } = assumed;
  const arn = byLender ? LENDER : `arn:aws:iam::${ACCOUNT}:role/somebody`;
  const sessionIssuer = { type: "Role", arn, accountId: ACCOUNT };
  const envelope = trailFixture("assume-role", {
    eventID: randomUUID(),
    eventTime: time,
    recipientAccountId: ACCOUNT,
    userIdentity: { type: "AssumedRole", accountId: ACCOUNT, sessionContext: { sessionIssuer } },
    requestParameters: { roleArn, roleSessionName, sourceIdentity },
    responseElements: { credentials: { accessKeyId }, sourceIdentity },
    resources: [{ accountId: ACCOUNT, type: "AWS::IAM::Role", ARN: roleArn }],
  });
  return { ...envelope, id: randomUUID(), account: ACCOUNT, time };
}

/** Somebody changed the policy that keeps evidence from being overwritten. */
export function guardChange(evidenceBucket: string): object {
  const time = new Date().toISOString();
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.s3",
    account: ACCOUNT,
    time,
    region: REGION,
    resources: [],
    detail: {
      eventID: randomUUID(),
      eventName: "PutBucketPolicy",
      eventSource: "s3.amazonaws.com",
      eventTime: time,
      awsRegion: REGION,
      userIdentity: { type: "Root", arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT },
      requestParameters: { bucketName: evidenceBucket },
    },
  };
}
