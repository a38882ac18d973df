import { createHash, randomUUID } from "node:crypto";
import type { SQSEvent } from "aws-lambda";
import type { Account } from "../aws/account.ts";
import type { Message } from "./disk-queue.ts";

/** The event that a consumer gets for a batch, as Lambda's poller makes it. */
export function sqsEvent(queueName: string, messages: readonly Message[], account: Account): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.id,
      receiptHandle: randomUUID(),
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receives),
        SentTimestamp: String(message.sentAt),
        SenderId: account.id,
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
      messageAttributes: {},
      md5OfBody: createHash("md5").update(message.body).digest("hex"),
      eventSource: "aws:sqs",
      eventSourceARN: `arn:aws:sqs:${account.region}:${account.id}:${queueName}`,
      awsRegion: account.region,
    })),
  };
}
