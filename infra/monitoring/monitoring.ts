import type { Queue } from "aws-cdk-lib/aws-sqs";
import { ArnFormat, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { metricAlarms } from "../../dashboards/alarms/all.ts";
import type { NamedQueue, Places } from "../../dashboards/places.ts";
import { serviceOf } from "../functions/handler-function.ts";
import type { FunctionName } from "../pipeline.ts";
import { type Resources, resourceNames } from "../resources.ts";
import type { Stage } from "../stage.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import { Alarms } from "./alarms.ts";
import { Dashboards } from "./dashboards.ts";
import { Runbooks } from "./runbooks.ts";

/** A queue, and the function that takes from it or whose schedule it belongs to. */
interface QueueOf {
  readonly of: FunctionName;
  readonly queue: Queue;
}

export interface MonitoringProps {
  readonly stage: Stage;
  readonly resources: Resources;
  readonly functionNames: Places["functions"];
  readonly queues: readonly QueueOf[];
  readonly deadLetterQueues: readonly QueueOf[];
  readonly apiId: string;
}

/** Alarms of a stage are called so and a name of their own: what names them needs no reference to them. */
export const alarmNamePrefix = (stageName: string): string => `samltrail-${stageName}-`;

const named = (queues: readonly QueueOf[]): readonly NamedQueue[] =>
  queues.map(({ of, queue }) => ({ of, name: queue.queueName }));

/** Dashboards, alarms and whom they tell. */
export class Monitoring extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, { stage, resources, functionNames, ...rest }: MonitoringProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const namePrefix = alarmNamePrefix(stage.name);
    const alarmArnPrefix = stack.formatArn({
      service: "cloudwatch",
      resource: "alarm",
      resourceName: namePrefix,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const places: Places = {
      environment: stage.environment,
      service: serviceOf(stage.name),
      region: stack.region,
      functions: functionNames,
      queues: named(rest.queues),
      deadLetterQueues: named(rest.deadLetterQueues),
      tables: resourceNames(resources).tables,
      api: rest.apiId,
      alarmArnPrefix,
    };
    const { topic } = new AlarmTopic(this, "alarm-topic", { alarmArnPrefix, emails: stage.alarms.emails });
    this.topicArn = topic.topicArn;
    const runbooks = new Runbooks(stage.alarms.runbooks);
    new Alarms(this, "alarms", { alarms: metricAlarms(places), namePrefix, topicArn: topic.topicArn, runbooks });
    new Dashboards(this, "dashboards", { places });
  }
}
