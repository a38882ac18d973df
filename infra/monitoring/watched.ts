import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { NamedQueue } from "../../dashboards/places.ts";
import type { FunctionName } from "../pipeline.ts";

/** A queue, and the function that takes from it or whose schedule it belongs to. */
export interface QueueOf {
  readonly of: FunctionName;
  readonly queue: Queue;
}

/** What runs, as dashboards, alarms and queries find it. */
export interface Watched {
  readonly functionNames: Readonly<Record<FunctionName, string>>;
  readonly logGroupNames: Readonly<Record<FunctionName, string>>;
  readonly queues: readonly QueueOf[];
  readonly deadLetterQueues: readonly QueueOf[];
  readonly apiId: string;
}

export const namedQueues = (queues: readonly QueueOf[]): readonly NamedQueue[] =>
  queues.map(({ of, queue }) => ({ of, name: queue.queueName }));
