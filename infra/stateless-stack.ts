import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { CloudTrailForwarding } from "./events/cloudtrail-forwarding.ts";
import { EventConsumer } from "./events/event-consumer.ts";
import { ScheduledFunction } from "./events/scheduled-function.ts";
import { type CodeOf, HandlerFunction } from "./functions/handler-function.ts";
import { HttpFront } from "./http-front.ts";
import type { Watched } from "./monitoring/watched.ts";
import { type FunctionName, pipeline } from "./pipeline.ts";
import { guardedNames, type Resources } from "./resources.ts";
import type { Stage } from "./stage.ts";
import { outputName } from "./variables.ts";

export interface StatelessStackProps extends StackProps {
  readonly stage: Stage;
  readonly resources: Resources;
  /** In place of esbuild's bundles. */
  readonly codeOf?: CodeOf;
}

/** Everything that can be thrown away and made again: functions, routes, rules, queues and schedules. */
export class StatelessStack extends Stack {
  readonly apiId: string;
  /** Where people sign in: an origin. */
  readonly baseUrl: string;

  /** What the observability stack looks at. */
  readonly watched: Watched;

  constructor(scope: Construct, id: string, props: StatelessStackProps) {
    super(scope, id, props);
    const { stage, resources, codeOf } = props;
    const front = new HttpFront(this, "front", { throttling: stage.throttling });
    this.apiId = front.apiId;
    const baseUrl = stage.baseUrl ?? front.baseUrl;
    this.baseUrl = baseUrl;
    const handlers = new Map<FunctionName, HandlerFunction>();
    for (const definition of pipeline.functions) {
      const common = { definition, stage, resources, baseUrl, codeOf };
      handlers.set(definition.name, new HandlerFunction(this, definition.name, common));
    }
    const handlerOf = (name: FunctionName): HandlerFunction => {
      const handler = handlers.get(name);
      if (!handler) throw new Error(`the pipeline names the function ${name} but does not define it`);
      return handler;
    };
    for (const route of pipeline.routes) front.addRoute(route, handlerOf(route.function).function);
    const consumers = pipeline.consumers.map((consumer) => {
      const common = { consumer, handler: handlerOf(consumer.function), eventBus: resources.eventBus };
      return { of: consumer.function, built: new EventConsumer(this, `${consumer.function}-consumer`, common) };
    });
    const deadLetterQueues = consumers.flatMap(({ built }) => built.deadLetterQueues);
    for (const { name, uses } of pipeline.functions) {
      if (uses.some((use) => "deadLetterQueues" in use)) handlerOf(name).watch(deadLetterQueues);
      if (uses.some((use) => "readsAccessLog" in use)) handlerOf(name).readLog(front.accessLog);
      if (uses.some((use) => "knowsLender" in use)) handlerOf(name).introduce(handlerOf("credentials").role);
      if (uses.some((use) => "knowsGuards" in use)) {
        handlerOf(name).tellGuards([...guardedNames(stage.name, resources), front.apiId]);
      }
    }
    const schedules = pipeline.schedules.map((schedule) => {
      const common = { schedule, handler: handlerOf(schedule.function) };
      return { of: schedule.function, built: new ScheduledFunction(this, `${schedule.function}-schedule`, common) };
    });
    new CloudTrailForwarding(this, "cloudtrail-forwarding", { stageName: stage.name, accounts: stage.accounts });
    const byFunction = (named: (handler: HandlerFunction) => string) =>
      Object.fromEntries([...handlers].map(([name, handler]) => [name, named(handler)])) as Record<
        FunctionName,
        string
      >;
    this.watched = {
      functionNames: byFunction((handler) => handler.function.functionName),
      logGroupNames: byFunction((handler) => handler.logGroup.logGroupName),
      queues: consumers.map(({ of, built }) => ({ of, queue: built.queue })),
      deadLetterQueues: [
        ...consumers.flatMap(({ of, built }) => built.deadLetterQueues.map((queue) => ({ of, queue }))),
        ...schedules.map(({ of, built }) => ({ of, queue: built.deadLetterQueue })),
      ],
      apiId: front.apiId,
    };
    const deadLetters = deadLetterQueues.map(({ queueUrl }) => queueUrl).join(" ");
    new CfnOutput(this, outputName("DEAD_LETTER_QUEUES"), { value: deadLetters });
    new CfnOutput(this, "AccessLog", { value: front.accessLog.logGroupName, description: "a line a request" });
    new CfnOutput(this, "BaseUrl", { value: baseUrl, description: "where people sign in" });
  }
}
