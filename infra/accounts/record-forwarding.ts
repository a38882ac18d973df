import { CfnRule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Aws } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { DeadLetterQueue } from "../events/dead-letter-queue.ts";
import { pipeline } from "../pipeline.ts";

export interface RecordForwardingProps {
  /** Where samltrail itself runs. */
  readonly account: string;
  readonly region: string;
}

/** What reconcile-cloudtrail takes from a default bus. */
function assumptions() {
  const consumer = pipeline.consumers.find((each) => each.function === "reconcile-cloudtrail");
  if (!consumer?.defaultBusPattern) throw new Error("reconcile-cloudtrail takes nothing from the default bus");
  return consumer.defaultBusPattern;
}

/**
 * Sends CloudTrail's records of role assumptions in this account and region to the default bus of samltrail's. The rule's state is
 * the one in which EventBridge delivers calls that only read, as AssumeRole does for CloudTrail.
 */
export class RecordForwarding extends Construct {
  constructor(scope: Construct, id: string, { account, region }: RecordForwardingProps) {
    super(scope, id);
    const target = `arn:${Aws.PARTITION}:events:${region}:${account}:event-bus/default`;
    const role = new Role(this, "role", {
      assumedBy: new ServicePrincipal("events.amazonaws.com"),
      description: "samltrail: forwards CloudTrail's records of role assumptions",
    });
    role.addToPolicy(new PolicyStatement({ actions: ["events:PutEvents"], resources: [target] }));
    const { queue } = new DeadLetterQueue(this, "undelivered");
    const rule = new CfnRule(this, "rule", {
      description: "samltrail: CloudTrail's records of role assumptions",
      eventPattern: assumptions(),
      state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
      targets: [{ id: "samltrail", arn: target, roleArn: role.roleArn, deadLetterConfig: { arn: queue.queueArn } }],
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("events.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { "aws:SourceArn": rule.attrArn } },
      }),
    );
  }
}
