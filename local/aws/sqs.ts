/** SQS GetQueueAttributes: how deep the dead-letter queues are. What else a queue does happens within the stack. */
import * as z from "zod";
import type { Account } from "./account.ts";
import { AwsError } from "./aws-error.ts";
import { type JsonService, validated } from "./json-service.ts";

const inputModel = z.strictObject({
  QueueUrl: z.string().max(2048),
  AttributeNames: z.array(z.string()).default([]),
});

export interface SqsOptions {
  readonly account: Account;
  /** Messages by the name of the queue. */
  readonly depths: () => ReadonlyMap<string, number>;
}

export function sqs({ account, depths }: SqsOptions): JsonService {
  return {
    target: "AmazonSQS",
    name: "SQS",
    contentType: "application/x-amz-json-1.0",
    operations: {
      GetQueueAttributes(input) {
        const { QueueUrl, AttributeNames } = validated(inputModel, input);
        const [, owner, name = ""] = /\/(\d{12})\/([\w-]{1,80})$/.exec(QueueUrl) ?? [];
        const messages = owner === account.id ? depths().get(name) : undefined;
        if (messages === undefined) {
          throw new AwsError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
        }
        const all: Record<string, string> = {
          ApproximateNumberOfMessages: String(messages),
          ApproximateNumberOfMessagesNotVisible: "0",
          ApproximateNumberOfMessagesDelayed: "0",
        };
        const wanted = Object.entries(all).filter(
          ([key]) => AttributeNames.includes(key) || AttributeNames.includes("All"),
        );
        return { Attributes: Object.fromEntries(wanted) };
      },
    },
  };
}
