/**
 * Which calls of AWS change what stands guard over the evidence, by service. `infra/pipeline.ts` makes the rule on the default bus of
 * it. The names are CloudTrail's, which for Lambda carry the date of the API.
 */
import type { GUARDS } from "../events/guard-changed.ts";

export type Guard = (typeof GUARDS)[number];

interface Watched {
  readonly guard: Guard;
  /** `events` of `events.amazonaws.com`. */
  readonly service: string;
  readonly calls: readonly string[];
  /** Reported whatever it is called: there is one an account, and none of ours. */
  readonly anyResource?: true;
}

export const WATCHED: readonly Watched[] = [
  {
    guard: "bus",
    service: "events",
    calls: [
      "PutRule",
      "DisableRule",
      "EnableRule",
      "DeleteRule",
      "PutTargets",
      "RemoveTargets",
      "UpdateEventBus",
      "DeleteEventBus",
      "PutPermission",
      "RemovePermission",
    ],
  },
  {
    guard: "queue",
    service: "sqs",
    calls: ["SetQueueAttributes", "DeleteQueue", "PurgeQueue", "AddPermission", "RemovePermission"],
  },
  {
    guard: "bucket",
    service: "s3",
    calls: [
      "PutBucketPolicy",
      "DeleteBucketPolicy",
      "PutBucketVersioning",
      "PutBucketObjectLockConfiguration",
      "PutObjectLockConfiguration",
      "PutBucketLifecycle",
      "PutBucketLifecycleConfiguration",
      "DeleteBucketLifecycle",
      "PutBucketReplication",
      "PutBucketPublicAccessBlock",
      "DeleteBucketPublicAccessBlock",
      "DeleteBucket",
      // Where the trail logs data events.
      "DeleteObject",
      "DeleteObjects",
    ],
  },
  {
    guard: "key",
    service: "kms",
    calls: ["ScheduleKeyDeletion", "CancelKeyDeletion", "DisableKey", "EnableKey", "PutKeyPolicy", "CreateGrant"],
  },
  {
    guard: "alarm",
    service: "monitoring",
    calls: ["DeleteAlarms", "DisableAlarmActions", "EnableAlarmActions", "PutMetricAlarm", "SetAlarmState"],
  },
  {
    guard: "function",
    service: "lambda",
    calls: [
      "UpdateFunctionCode20150331v2",
      "UpdateFunctionConfiguration20150331v2",
      "DeleteFunction20150331",
      "AddPermission20150331v2",
      "RemovePermission20150331v2",
      "CreateEventSourceMapping20150331",
      "UpdateEventSourceMapping20150331",
      "DeleteEventSourceMapping20150331",
      "PutFunctionConcurrency20171031",
    ],
  },
  {
    guard: "role",
    service: "iam",
    calls: [
      "PutRolePolicy",
      "DeleteRolePolicy",
      "AttachRolePolicy",
      "DetachRolePolicy",
      "UpdateAssumeRolePolicy",
      "DeleteRole",
      "PutRolePermissionsBoundary",
      "DeleteRolePermissionsBoundary",
    ],
  },
  {
    guard: "table",
    service: "dynamodb",
    calls: ["DeleteTable", "UpdateTable", "UpdateTimeToLive", "UpdateContinuousBackups", "PutResourcePolicy"],
  },
  {
    guard: "secret",
    service: "secretsmanager",
    calls: ["PutSecretValue", "UpdateSecret", "DeleteSecret", "PutResourcePolicy"],
  },
  {
    guard: "trail",
    service: "cloudtrail",
    calls: ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"],
    anyResource: true,
  },
  { guard: "log-group", service: "logs", calls: ["DeleteLogGroup", "DeleteLogStream", "PutRetentionPolicy"] },
  { guard: "stack", service: "cloudformation", calls: ["UpdateStack", "DeleteStack", "ExecuteChangeSet"] },
  {
    guard: "api",
    service: "apigateway",
    calls: ["CreateRoute", "UpdateRoute", "DeleteRoute", "UpdateIntegration", "UpdateStage", "DeleteApi"],
  },
];

/** What EventBridge calls the services; CloudWatch goes by two names. */
export const WATCHED_SOURCES: readonly string[] = [...WATCHED.map(({ service }) => `aws.${service}`), "aws.cloudwatch"];

export const WATCHED_CALLS: readonly string[] = [...new Set(WATCHED.flatMap(({ calls }) => calls))];

/** @param eventSource such as `events.amazonaws.com` */
export function watchedCall(eventSource: string, eventName: string): Watched | undefined {
  return WATCHED.find(({ service, calls }) => eventSource === `${service}.amazonaws.com` && calls.includes(eventName));
}
