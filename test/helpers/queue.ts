/** What a queue between EventBridge and a consumer delivers. */
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { TrailEvent } from "../../lib/events/catalogue.ts";

/** A message with this body; the id is what the consumer must name to have it delivered again. */
export function aMessage(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    receiptHandle: `receipt-${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "events",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:queue",
    awsRegion: "eu-central-1",
  };
}

/** The body that EventBridge puts into the queue for an event. */
export function envelope(detail: unknown): string {
  const { metadata } = detail as Partial<TrailEvent>;
  return JSON.stringify({
    version: "0",
    id: "11111111-2222-4333-8444-555555555555",
    "detail-type": metadata?.type,
    source: "samltrail",
    account: "123456789012",
    time: "2026-08-03T12:00:00Z",
    region: "eu-central-1",
    resources: [],
    detail,
  });
}

/** A batch of these events; the n-th message's id is `m<n>`, from 0. */
export const aBatch = (...events: readonly unknown[]): SQSEvent => ({
  Records: events.map((event, index) => aMessage(`m${index}`, envelope(event))),
});
