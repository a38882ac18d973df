import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

export interface QueueDepth {
  /** The queue's name. */
  readonly queue: string;
  readonly messages: number;
}

/**
 * How many messages lie in each queue, in whatever state.
 * @throws Error where a queue does not say
 */
export async function queueDepths(client: SQSClient, urls: readonly string[]): Promise<readonly QueueDepth[]> {
  return Promise.all(
    urls.map(async (QueueUrl) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }),
      );
      const queue = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1);
      const counts = COUNTS.map((name) => Number(Attributes[name] ?? Number.NaN));
      const messages = counts.reduce((sum, count) => sum + count, 0);
      if (!Number.isSafeInteger(messages))
        throw new Error(`the queue ${queue} does not say how many messages it holds`);
      return { queue, messages };
    }),
  );
}
