import { CfnCompositeAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { compositeAlarms } from "../../dashboards/alarms/all.ts";
import type { AlarmsProps } from "./alarms.ts";

/** Alarms that join others, by their names: they are made after them. */
export class JoinedAlarms extends Construct {
  constructor(scope: Construct, id: string, { namePrefix, topicArn, runbooks }: Omit<AlarmsProps, "alarms">) {
    super(scope, id);
    for (const alarm of compositeAlarms()) {
      new CfnCompositeAlarm(this, alarm.name, {
        alarmName: `${namePrefix}${alarm.name}`,
        alarmDescription: runbooks.describe(alarm),
        alarmRule: alarm.allOf.map((name) => `ALARM("${namePrefix}${name}")`).join(" AND "),
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
    }
  }
}
