import { Rule, Schedule as RuleSchedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { Schedule } from "../pipeline/types.ts";
import { DeadLetterQueue } from "./dead-letter-queue.ts";

export interface ScheduledFunctionProps {
  readonly schedule: Schedule;
  readonly handler: HandlerFunction;
}

/** Lambda keeps no invocation for longer. */
const OLDEST_MINUTES = 6 * 60;

/**
 * Runs a function every so many minutes. A run that failed is not repeated: the next one is due soon, and does its work. What it was
 * to do and why it failed is kept beside what could not be delivered.
 */
export class ScheduledFunction extends Construct {
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { schedule, handler }: ScheduledFunctionProps) {
    super(scope, id);
    const deadLetterQueue = new DeadLetterQueue(this, "undelivered").queue;
    this.deadLetterQueue = deadLetterQueue;
    new Rule(this, "rule", {
      description: `samltrail: ${schedule.function}`,
      schedule: RuleSchedule.rate(Duration.minutes(schedule.everyMinutes)),
      targets: [new LambdaFunction(handler.function, { deadLetterQueue, retryAttempts: 2 })],
    });
    const maxEventAge = Duration.minutes(Math.min(schedule.everyMinutes, OLDEST_MINUTES));
    // To put a message there, and no more: CDK's own destination would also let the function look at the queue.
    handler.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLetterQueue.queueArn] }),
    );
    const onFailure = { bind: () => ({ destination: deadLetterQueue.queueArn }) };
    handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge, onFailure });
    // Lambda tries at once whether the function may.
    handler.function.node.findChild("EventInvokeConfig").node.addDependency(handler.role);
  }
}
