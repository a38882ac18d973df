/** What the pipeline's uses come to, spelt out once more by hand. */
import type { Use } from "../../../infra/pipeline/types.ts";

/** The variable that names what is used. */
export function variableOf(use: Use): readonly string[] {
  if ("table" in use) return [`${use.table.toUpperCase().replaceAll("-", "_")}_TABLE`];
  if ("secret" in use) return [`${use.secret.toUpperCase().replaceAll("-", "_")}_SECRET`];
  if ("eventBus" in use) return ["EVENT_BUS_NAME"];
  if ("evidenceBucket" in use) return ["EVIDENCE_BUCKET"];
  if ("headBucket" in use) return ["HEAD_BUCKET"];
  if ("sealingKeys" in use) return ["SEALING_KEY_NAME"];
  if ("deadLetterQueues" in use) return ["DEAD_LETTER_QUEUES"];
  if ("knowsLender" in use) return ["LENDING_ROLE"];
  if ("knowsGuards" in use) return ["GUARDED_RESOURCES"];
  if ("readsAccessLog" in use) return ["ACCESS_LOG_GROUP"];
  return [];
}

export function actionsOfUse(use: Use): readonly string[] {
  if ("secret" in use) return ["secretsmanager:GetSecretValue"];
  if ("eventBus" in use) return ["events:PutEvents"];
  if ("metricNamespace" in use) return ["cloudwatch:PutMetricData"];
  if ("lendsRoles" in use) return ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];
  if ("readsMetrics" in use) return ["cloudwatch:GetMetricData"];
  if ("readsCloudTrail" in use) return ["cloudtrail:LookupEvents"];
  if ("knowsLender" in use || "knowsGuards" in use) return [];
  if ("readsAccessLog" in use) return ["logs:FilterLogEvents"];
  if ("deadLetterQueues" in use) return ["sqs:GetQueueAttributes"];
  return use.actions;
}

/** What every function needs to be one, and what a queue's consumer needs besides. */
export const LOGS = ["logs:CreateLogStream", "logs:PutLogEvents"];
/** What a function needs besides that is traced. */
export const TRACES = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
export const QUEUE = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
