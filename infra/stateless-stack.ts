import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { CloudTrailForwarding } from "./events/cloudtrail-forwarding.ts";
import { EventConsumer } from "./events/event-consumer.ts";
import { ScheduledFunction } from "./events/scheduled-function.ts";
import { EvidenceAlarms } from "./evidence-alarms.ts";
import { type CodeOf, HandlerFunction } from "./functions/handler-function.ts";
import { HttpFront } from "./http-front.ts";
import { type FunctionName, pipeline } from "./pipeline.ts";
import { PruningAlarm } from "./pruning-alarm.ts";
import { guardedNames, type Resources } from "./resources.ts";
import { RoleAssumptionAlarm } from "./role-assumption-alarm.ts";
import { SecurityDashboard } from "./security-dashboard.ts";
import type { Stage } from "./stage.ts";
import { outputName } from "./variables.ts";

export interface StatelessStackProps extends StackProps {
  readonly stage: Stage;
  readonly resources: Resources;
  /** In place of esbuild's bundles. */
  readonly codeOf?: CodeOf;
}

/** Everything that can be thrown away and made again: functions, routes, rules, queues, schedules and the dashboard. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, props: StatelessStackProps) {
    super(scope, id, props);
    const { stage, resources, codeOf } = props;
    const front = new HttpFront(this, "front", { throttling: stage.throttling });
    const baseUrl = stage.baseUrl ?? front.baseUrl;
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
    const deadLetterQueues = pipeline.consumers.flatMap((consumer) => {
      const common = { consumer, handler: handlerOf(consumer.function), eventBus: resources.eventBus };
      return new EventConsumer(this, `${consumer.function}-consumer`, common).deadLetterQueues;
    });
    for (const { name, uses } of pipeline.functions) {
      if (uses.some((use) => "deadLetterQueues" in use)) handlerOf(name).watch(deadLetterQueues);
      if (uses.some((use) => "knowsLender" in use)) handlerOf(name).introduce(handlerOf("credentials").role);
      if (uses.some((use) => "knowsGuards" in use)) {
        handlerOf(name).tellGuards([...guardedNames(stage.name, resources), front.apiId]);
      }
    }
    for (const schedule of pipeline.schedules) {
      const handler = handlerOf(schedule.function);
      new ScheduledFunction(this, `${schedule.function}-schedule`, { schedule, handler });
    }
    new CloudTrailForwarding(this, "cloudtrail-forwarding", { stageName: stage.name, accounts: stage.accounts });
    new PruningAlarm(this, "pruning-alarm");
    new EvidenceAlarms(this, "evidence-alarms");
    new RoleAssumptionAlarm(this, "role-assumption-alarm");
    new SecurityDashboard(this, "security-overview", { environment: stage.environment });
    const deadLetters = deadLetterQueues.map(({ queueUrl }) => queueUrl).join(" ");
    new CfnOutput(this, outputName("DEAD_LETTER_QUEUES"), { value: deadLetters });
    new CfnOutput(this, "AccessLog", { value: front.accessLog.logGroupName, description: "a line a request" });
    new CfnOutput(this, "BaseUrl", { value: baseUrl, description: "where people sign in" });
  }
}
