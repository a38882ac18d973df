import { CfnCompositeAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { CfnQueryDefinition } from "aws-cdk-lib/aws-logs";
import { Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { compositeAlarms } from "../dashboards/alarms/all.ts";
import { QUERIES } from "../dashboards/queries/queries.ts";
import { alarmNamePrefix } from "./monitoring/monitoring.ts";
import { Runbooks } from "./monitoring/runbooks.ts";
import type { FunctionName } from "./pipeline.ts";
import type { Stage } from "./stage.ts";

export interface ObservabilityStackProps extends StackProps {
  readonly stage: Stage;
  readonly topicArn: string;
  readonly logGroupNames: Readonly<Record<FunctionName, string>>;
}

/**
 * What speaks of alarms and logs rather than making them: alarms that join others, and saved queries. In a stack of its own,
 * because emulators know neither, and nothing depends on it.
 */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { stage, topicArn, logGroupNames, ...props }: ObservabilityStackProps) {
    super(scope, id, props);
    const prefix = alarmNamePrefix(stage.name);
    const runbooks = new Runbooks(stage.alarms.runbooks);
    for (const alarm of compositeAlarms()) {
      new CfnCompositeAlarm(this, alarm.name, {
        alarmName: `${prefix}${alarm.name}`,
        alarmDescription: runbooks.describe(alarm),
        alarmRule: alarm.allOf.map((name) => `ALARM("${prefix}${name}")`).join(" AND "),
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
    }
    for (const { name, functions, lines } of QUERIES) {
      new CfnQueryDefinition(this, name.replaceAll(/[^a-z0-9]+/gi, "-"), {
        name: `samltrail/${stage.name}/${name}`,
        queryString: lines.join("\n| "),
        logGroupNames: functions.map((each) => logGroupNames[each]),
      });
    }
  }
}
