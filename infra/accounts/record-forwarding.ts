import { CfnRule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Aws } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { WATCHED } from "../../lib/guards/watched-calls.ts";
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

const CALLS_OF_ROLES = WATCHED.find(({ guard }) => guard === "role")?.calls ?? [];

/** What record-guard-changes takes of IAM: who may change a lent role's trust may let anybody in. */
const roleChanges = () => ({
  source: ["aws.iam"],
  "detail-type": ["AWS API Call via CloudTrail"],
  detail: { eventName: CALLS_OF_ROLES },
});

/**
 * Sends CloudTrail's records of role assumptions in this account and region, and of changes to roles, to the default bus of
 * samltrail's. IAM is the same in every region, and its records come in one. The rules' state is the one in which EventBridge
 * delivers calls that only read, as AssumeRole does for CloudTrail.
 */
export class RecordForwarding extends Construct {
  constructor(scope: Construct, id: string, { account, region }: RecordForwardingProps) {
    super(scope, id);
    const target = `arn:${Aws.PARTITION}:events:${region}:${account}:event-bus/default`;
    const role = new Role(this, "role", {
      assumedBy: new ServicePrincipal("events.amazonaws.com"),
      description: "samltrail: forwards CloudTrail's records of role assumptions and of changes to roles",
    });
    role.addToPolicy(new PolicyStatement({ actions: ["events:PutEvents"], resources: [target] }));
    const { queue } = new DeadLetterQueue(this, "undelivered");
    const forward = (ruleId: string, what: string, eventPattern: object) =>
      new CfnRule(this, ruleId, {
        description: `samltrail: CloudTrail's records of ${what}`,
        eventPattern,
        state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        targets: [{ id: "samltrail", arn: target, roleArn: role.roleArn, deadLetterConfig: { arn: queue.queueArn } }],
      });
    const rules = [
      forward("rule", "role assumptions", assumptions()),
      forward("role-changes", "changes to roles", roleChanges()),
    ];
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("events.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { "aws:SourceArn": rules.map(({ attrArn }) => attrArn) } },
      }),
    );
  }
}
