import { CfnEventBusPolicy } from "aws-cdk-lib/aws-events";
import { Aws, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";

export interface CloudTrailForwardingProps {
  readonly stageName: string;
  readonly accounts: readonly string[];
}

/**
 * Lets the other accounts whose roles are lent forward CloudTrail's records of STS and IAM to this account's default bus, and nothing else. The
 * rule that does it is theirs (docs/roles.md).
 */
export class CloudTrailForwarding extends Construct {
  constructor(scope: Construct, id: string, { stageName, accounts }: CloudTrailForwardingProps) {
    super(scope, id);
    // The account's own records reach its default bus unasked.
    const others = accounts.filter((account) => account !== Stack.of(this).account);
    if (others.length === 0) return;
    const statementId = `samltrail-${stageName}-cloudtrail`;
    new CfnEventBusPolicy(this, "policy", {
      eventBusName: "default",
      statementId,
      statement: {
        Sid: statementId,
        Effect: "Allow",
        Principal: { AWS: others.map((account) => `arn:${Aws.PARTITION}:iam::${account}:root`) },
        Action: "events:PutEvents",
        Resource: `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`,
        Condition: {
          StringEquals: {
            "events:source": ["aws.sts", "aws.iam"],
            "events:detail-type": "AWS API Call via CloudTrail",
          },
        },
      },
    });
  }
}
