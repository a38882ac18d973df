/** What a function may do, statement by statement, from the pipeline's `uses` and nothing else. */
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Aws } from "aws-cdk-lib/core";
import { LENT_ROLES } from "../pipeline/names.ts";
import type { Use } from "../pipeline/types.ts";
import type { Resources } from "../resources.ts";

/** The dead-letter queues come with their consumers and the access log with the API, which the stack has; to know something allows nothing. */
type OwnUse = Exclude<
  Use,
  | { readonly deadLetterQueues: true }
  | { readonly knowsLender: true }
  | { readonly knowsGuards: true }
  | { readonly readsAccessLog: true }
>;

function statementOf(
  use: OwnUse,
  { tables, secrets, eventBus, evidenceBucket, headBucket, sealingKeys }: Resources,
): PolicyStatement {
  if ("table" in use) {
    const { tableArn } = tables[use.table];
    const resource = use.index === undefined ? tableArn : `${tableArn}/index/${use.index}`;
    return new PolicyStatement({ actions: [...use.actions], resources: [resource] });
  }
  if ("secret" in use) {
    const resources = [secrets[use.secret].secretArn];
    return new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources });
  }
  if ("eventBus" in use) {
    return new PolicyStatement({ actions: ["events:PutEvents"], resources: [eventBus.eventBusArn] });
  }
  if ("evidenceBucket" in use) {
    const { bucketArn } = evidenceBucket;
    const resource = use.prefix === undefined ? bucketArn : evidenceBucket.arnForObjects(`${use.prefix}*`);
    return new PolicyStatement({ actions: [...use.actions], resources: [resource] });
  }
  if ("headBucket" in use) {
    return new PolicyStatement({ actions: [...use.actions], resources: [headBucket.arnForObjects("*")] });
  }
  if ("sealingKeys" in use) {
    return new PolicyStatement({ actions: [...use.actions], resources: sealingKeys.map(({ keyArn }) => keyArn) });
  }
  if ("lendsRoles" in use) {
    // Any account's: which ones a stage names is held against its configuration, and each role's trust policy has the last word.
    const resources = [`arn:${Aws.PARTITION}:iam::*:role/${LENT_ROLES}`];
    return new PolicyStatement({ actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"], resources });
  }
  if ("readsMetrics" in use) return new PolicyStatement({ actions: ["cloudwatch:GetMetricData"], resources: ["*"] });
  if ("readsCloudTrail" in use) return new PolicyStatement({ actions: ["cloudtrail:LookupEvents"], resources: ["*"] });
  // CloudWatch offers no resource for PutMetricData: the namespace is what narrows it.
  return new PolicyStatement({
    actions: ["cloudwatch:PutMetricData"],
    resources: ["*"],
    conditions: { StringEquals: { "cloudwatch:namespace": use.metricNamespace } },
  });
}

export function statementsOf(uses: readonly Use[], resources: Resources): readonly PolicyStatement[] {
  const isOwn = (use: Use): use is OwnUse =>
    !("deadLetterQueues" in use || "knowsLender" in use || "knowsGuards" in use || "readsAccessLog" in use);
  const own = uses.filter(isOwn);
  return own.map((use) => statementOf(use, resources));
}
