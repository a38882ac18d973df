/** What a team of its own makes of samltrail's events: a queue of what looks like an attack, for the people on duty. */
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { SamlLogin } from "../../infra/saml-login.ts";

export interface SecurityDeskProps extends StackProps {
  readonly login: SamlLogin;
}

export class SecurityDesk extends Stack {
  constructor(scope: Construct, id: string, { login, ...props }: SecurityDeskProps) {
    super(scope, id, props);
    const secure = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    const undelivered = new Queue(this, "undelivered", secure);
    const attacks = new Queue(this, "attacks", {
      ...secure,
      deadLetterQueue: { queue: undelivered, maxReceiveCount: 5 },
    });
    const target = new SqsQueue(attacks, { deadLetterQueue: undelivered });
    login
      .subscribe(this, "refused", {
        description: "logins that honest people hardly ever try",
        events: ["Login Failed"],
        detail: { data: { reason: ["replay", "signature-invalid", "readings-disagree", "untrusted-certificate"] } },
      })
      .addTarget(target);
    login
      .subscribe(this, "unmatched", {
        description: "roles that somebody assumed without samltrail",
        events: ["Role Assumption Unmatched"],
      })
      .addTarget(target);
    new CfnOutput(this, "SignIn", { value: login.baseUrl, description: "where people sign in" });
  }
}
