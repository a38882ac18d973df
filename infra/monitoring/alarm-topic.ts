import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Aws } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { acknowledge } from "../rules/acknowledged.ts";

export interface AlarmTopicProps {
  /** An alarm's ARN begins with it. */
  readonly alarmArnPrefix: string;
  /** Who is told; each has to confirm the mail that SNS sends. */
  readonly emails: readonly string[];
}

/**
 * Where alarms go. Its key is our own, because CloudWatch may not use the one that AWS keeps for SNS; the stage's own alarms may, and
 * nobody else's.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { alarmArnPrefix, emails }: AlarmTopicProps) {
    super(scope, id);
    const cloudWatch = new ServicePrincipal("cloudwatch.amazonaws.com");
    const ours = {
      StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
      ArnLike: { "aws:SourceArn": `${alarmArnPrefix}*` },
    };
    const key = new Key(this, "key", { description: "samltrail: alarms on their way", enableKeyRotation: true });
    key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [cloudWatch],
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions: ours,
      }),
    );
    this.topic = new Topic(this, "topic", { displayName: "samltrail alarms", masterKey: key, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [cloudWatch],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: ours,
      }),
    );
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
    acknowledge(this, "mail without a redrive policy");
  }
}
