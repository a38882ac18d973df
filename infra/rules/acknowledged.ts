/**
 * What cdk-nag finds and is meant to be so, each with its reason: the AwsSolutions and the Serverless packs run over every synthesis
 * (`infra/app.ts`), and a finding that is not acknowledged here, where it arises, stops it.
 */
import { Validations } from "aws-cdk-lib/core";
import type { IConstruct } from "constructs";

const ACKNOWLEDGED = {
  "dead-letter queue": {
    ids: ["AwsSolutions::AwsSolutions-SQS3", "Serverless::Serverless-SQSRedrivePolicy"],
    reason: "it is itself a dead-letter queue: what lies here waits for a person, and an alarm tells of it",
  },
  "function without a dead-letter queue": {
    ids: ["Serverless::Serverless-LambdaDLQ"],
    reason:
      "routes call it synchronously, and a queue has a dead-letter queue of its own; a scheduled run that failed goes to its failure destination",
  },
  "function without traces": {
    ids: ["Serverless::Serverless-LambdaTracing"],
    reason:
      "the stage file says so (deployment.tracing): each log line and each event of a login bears its correlation id without X-Ray",
  },
  "function that traces or measures": {
    ids: ["AwsSolutions::AwsSolutions-IAM5[Resource::*]"],
    reason:
      "X-Ray, PutMetricData (narrowed to a namespace), GetMetricData and LookupEvents take no resource; test/infra holds that nothing else has one",
  },
  "queue consumer without a failure destination": {
    ids: ["Serverless::Serverless-LambdaEventSourceMappingDestination"],
    reason:
      "its source is a queue: messages are retried one by one, and the queue's redrive policy keeps those that fail",
  },
  "route without an authorizer": {
    ids: ["AwsSolutions::AwsSolutions-APIG4"],
    reason:
      "people come here to sign in; each handler verifies the SAML response, the sealed session or the token itself",
  },
  "secret without a rotation schedule": {
    ids: ["AwsSolutions::AwsSolutions-SMG4"],
    reason:
      "keys are rolled with an overlap that the identity provider must follow (samltrail certificates rotate), or must stay, as pseudonyms would break",
  },
  "bucket without server access logs": {
    ids: ["AwsSolutions::AwsSolutions-S1"],
    reason:
      "server access logs are best effort and mutable; what was written is proven by seals, versions are listed daily, and CloudTrail logs changes of the bucket",
  },
  "mail without a redrive policy": {
    ids: ["Serverless::Serverless-SNSRedrivePolicy"],
    reason:
      "SNS hands a mail over and hears nothing of it; who must not miss an alarm subscribes something that answers (docs/dashboards.md)",
  },
  "roles it may lend": {
    ids: ["AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/samltrail-*]"],
    reason:
      "roles of other accounts that mappings name; each one's trust policy and the role mappings have the last word",
  },
} as const;

/** @param scope acknowledged for it and everything below it */
export function acknowledge(scope: IConstruct, ...whats: readonly (keyof typeof ACKNOWLEDGED)[]): void {
  for (const what of whats) {
    const { ids, reason } = ACKNOWLEDGED[what];
    Validations.of(scope).acknowledge(...ids.map((id) => ({ id, reason })));
  }
}
