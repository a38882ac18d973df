/** CloudTrail LookupEvents, newest first, by the name of a resource. */
import * as z from "zod";
import type { Account } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { EventEnvelope } from "../event-bridge.ts";
import { type JsonService, validated } from "../json-service.ts";
import type { TrailHistory } from "./trail-history.ts";

export interface CloudTrailOptions {
  readonly account: Account;
  readonly history: TrailHistory;
}

const seconds = z.number().describe("seconds since the epoch");

const inputModel = z.strictObject({
  LookupAttributes: z
    .array(z.strictObject({ AttributeKey: z.literal("ResourceName"), AttributeValue: z.string().max(2000) }))
    .length(1),
  StartTime: seconds.optional(),
  EndTime: seconds.optional(),
  MaxResults: z.int().min(1).max(50).default(50),
});

/** What this stand-in itself wrote (../sts/cloud-trail-record.ts). */
interface OwnDetail {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly userIdentity: { readonly accessKeyId?: string };
  readonly requestParameters: { readonly roleArn: string; readonly roleSessionName: string };
  readonly responseElements: {
    readonly credentials: { readonly accessKeyId: string };
    readonly assumedRoleUser: { readonly assumedRoleId: string; readonly arn: string };
  };
}

/** The resources as CloudTrail lists those of an AssumeRole. */
function resourcesOf({ requestParameters, responseElements: { credentials, assumedRoleUser } }: OwnDetail) {
  const assumed = [requestParameters.roleSessionName, assumedRoleUser.assumedRoleId, assumedRoleUser.arn];
  return [
    { ResourceType: "AWS::IAM::AccessKey", ResourceName: credentials.accessKeyId },
    ...assumed.map((ResourceName) => ({ ResourceType: "AWS::STS::AssumedRole", ResourceName })),
    { ResourceType: "AWS::IAM::Role", ResourceName: requestParameters.roleArn },
  ];
}

function answerOf({ detail }: EventEnvelope) {
  const own = detail as OwnDetail;
  return {
    EventId: own.eventID,
    EventName: own.eventName,
    ReadOnly: "true",
    AccessKeyId: own.userIdentity.accessKeyId,
    EventTime: Date.parse(own.eventTime) / 1000,
    EventSource: own.eventSource,
    Resources: resourcesOf(own),
    CloudTrailEvent: JSON.stringify(detail),
  };
}

export function cloudTrail({ account, history }: CloudTrailOptions): JsonService {
  return {
    target: "CloudTrail_20131101",
    name: "CloudTrail",
    contentType: "application/x-amz-json-1.1",
    operations: {
      LookupEvents(input) {
        const { LookupAttributes, StartTime = 0, EndTime = Infinity, MaxResults } = validated(inputModel, input);
        if (StartTime > EndTime) throw new AwsError("InvalidTimeRangeException", "the start is after the end");
        const names = LookupAttributes.map(({ AttributeValue }) => AttributeValue);
        const found = history
          .lines()
          .filter((record) => record.account === account.id)
          .map(answerOf)
          .filter(({ EventTime }) => EventTime >= StartTime && EventTime <= EndTime)
          .filter(({ Resources }) => Resources.some(({ ResourceName }) => names.includes(ResourceName)));
        return { Events: found.toReversed().slice(0, MaxResults) };
      },
    },
  };
}
