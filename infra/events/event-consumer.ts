import { type CfnRule, type EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { Consumer } from "../pipeline/types.ts";
import { acknowledge } from "../rules/acknowledged.ts";
import { DeadLetterQueue } from "./dead-letter-queue.ts";

export interface EventConsumerProps {
  readonly consumer: Consumer;
  readonly eventBus: EventBus;
  readonly handler: HandlerFunction;
}

/**
 * Rule > queue > function. What the rule cannot deliver and what the function cannot process each end in a dead-letter
 * queue of their own; a batch that fails in part is retried in part.
 */
export class EventConsumer extends Construct {
  readonly queue: Queue;
  /** What could not be processed, and what could not be delivered. */
  readonly deadLetterQueues: readonly Queue[];

  constructor(scope: Construct, id: string, { consumer, eventBus, handler }: EventConsumerProps) {
    super(scope, id);
    const unprocessed = new DeadLetterQueue(this, "unprocessed").queue;
    const undelivered = new DeadLetterQueue(this, "undelivered").queue;
    this.deadLetterQueues = [unprocessed, undelivered];
    this.queue = new Queue(this, "queue", {
      visibilityTimeout: Duration.seconds(consumer.visibilityTimeoutSeconds),
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: {
        queue: unprocessed,
        maxReceiveCount: consumer.maximumReceives,
      },
    });
    this.#takeFrom(eventBus, consumer, new SqsQueue(this.queue, { deadLetterQueue: undelivered }));
    this.#takeFromDefaultBus(consumer, new SqsQueue(this.queue, { deadLetterQueue: undelivered }));
    handler.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [this.queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, "source", {
      target: handler.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: consumer.batch.size,
      maxBatchingWindow: Duration.seconds(consumer.batch.windowSeconds),
      reportBatchItemFailures: true,
    });
    mapping.node.addDependency(handler.role);
    acknowledge(mapping, "queue consumer without a failure destination");
  }

  #takeFrom(eventBus: EventBus, { function: name, pattern }: Consumer, target: SqsQueue): void {
    if (!pattern) return;
    const { source, "detail-type": detailType } = pattern;
    new Rule(this, "rule", {
      description: `samltrail: events for ${name}`,
      eventBus,
      eventPattern: { source: [...source], ...(detailType ? { detailType: [...detailType] } : {}) },
      targets: [target],
    });
  }

  /** Calls that only read, as AssumeRole does for CloudTrail, reach none but a rule in this state, which a `Rule` does not have. */
  #takeFromDefaultBus({ function: name, defaultBusPattern }: Consumer, target: SqsQueue): void {
    if (!defaultBusPattern) return;
    const rule = new Rule(this, "default-bus-rule", {
      description: `samltrail: CloudTrail for ${name}`,
      eventPattern: {
        source: [...defaultBusPattern.source],
        detailType: [...defaultBusPattern["detail-type"]],
        detail: { eventName: [...defaultBusPattern.detail.eventName] },
      },
      targets: [target],
    });
    const resource = rule.node.defaultChild as CfnRule;
    resource.state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
  }
}
