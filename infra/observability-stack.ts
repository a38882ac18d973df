import { ArnFormat, CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { metricAlarms } from "../dashboards/alarms/all.ts";
import type { Places } from "../dashboards/places.ts";
import { serviceOf } from "./functions/handler-function.ts";
import { alarmNamePrefix } from "./monitoring/alarm-names.ts";
import { AlarmTopic } from "./monitoring/alarm-topic.ts";
import { Alarms } from "./monitoring/alarms.ts";
import { Dashboards } from "./monitoring/dashboards.ts";
import { JoinedAlarms } from "./monitoring/joined-alarms.ts";
import { Runbooks } from "./monitoring/runbooks.ts";
import { SavedQueries } from "./monitoring/saved-queries.ts";
import { namedQueues, type Watched } from "./monitoring/watched.ts";
import { type Resources, resourceNames } from "./resources.ts";
import type { Stage } from "./stage.ts";

export interface ObservabilityStackProps extends StackProps {
  readonly stage: Stage;
  readonly resources: Resources;
  readonly watched: Watched;
}

/**
 * What watches the other stacks: dashboards, alarms and whom they tell, saved queries. In a stack of its own, because emulators know
 * little of it, and nothing depends on it.
 */
export class ObservabilityStack extends Stack {
  /** Gets every alarm. */
  readonly alarmTopicArn: string;

  constructor(scope: Construct, id: string, { stage, resources, watched, ...props }: ObservabilityStackProps) {
    super(scope, id, props);
    const namePrefix = alarmNamePrefix(stage.name);
    const alarmArnPrefix = this.formatArn({
      service: "cloudwatch",
      resource: "alarm",
      resourceName: namePrefix,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const places: Places = {
      environment: stage.environment,
      service: serviceOf(stage.name),
      region: this.region,
      functions: watched.functionNames,
      queues: namedQueues(watched.queues),
      deadLetterQueues: namedQueues(watched.deadLetterQueues),
      tables: resourceNames(resources).tables,
      api: watched.apiId,
      alarmArnPrefix,
    };
    const { topic } = new AlarmTopic(this, "alarm-topic", { alarmArnPrefix, emails: stage.alarms.emails });
    this.alarmTopicArn = topic.topicArn;
    const told = { namePrefix, topicArn: topic.topicArn, runbooks: new Runbooks(stage.alarms.runbooks) };
    const alarms = new Alarms(this, "alarms", { ...told, alarms: metricAlarms(places) });
    new JoinedAlarms(this, "joined-alarms", told).node.addDependency(alarms);
    new Dashboards(this, "dashboards", { stageName: stage.name, places });
    new SavedQueries(this, "queries", { stageName: stage.name, logGroupNames: watched.logGroupNames });
    new CfnOutput(this, "AlarmTopic", {
      value: topic.topicArn,
      description: "what is to hear of alarms subscribes to it",
    });
  }
}
