import { CfnAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { AlarmMetric, MetricAlarm } from "../../dashboards/alarms/alarm.ts";
import type { Runbooks } from "./runbooks.ts";

export interface AlarmsProps {
  readonly alarms: readonly MetricAlarm[];
  /** An alarm's name begins with it. */
  readonly namePrefix: string;
  readonly topicArn: string;
  readonly runbooks: Runbooks;
}

const COMPARISONS = {
  "at least": "GreaterThanOrEqualToThreshold",
  "less than": "LessThanThreshold",
} as const satisfies Record<MetricAlarm["comparison"], string>;

function queries({ metrics, expressions, periodSeconds }: MetricAlarm): CfnAlarm.MetricDataQueryProperty[] {
  const judged = (expressions.at(-1) ?? metrics.at(-1))?.id;
  const query = ({ id, reference: { namespace, name, dimensions }, stat }: AlarmMetric) => ({
    id,
    metricStat: {
      metric: {
        namespace,
        metricName: name,
        dimensions: dimensions.map(([dimension, value]) => ({ name: dimension, value })),
      },
      period: periodSeconds,
      stat,
    },
    returnData: id === judged,
  });
  return [
    ...metrics.map(query),
    ...expressions.map(({ id, expression }) => ({ id, expression, returnData: id === judged })),
  ];
}

/** The alarms of `dashboards/alarms/`, each of which tells the topic when it begins and when it ends. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { alarms, namePrefix, topicArn, runbooks }: AlarmsProps) {
    super(scope, id);
    for (const alarm of alarms) {
      const actions = alarm.silent ? [] : [topicArn];
      new CfnAlarm(this, alarm.name, {
        alarmName: `${namePrefix}${alarm.name}`,
        alarmDescription: runbooks.describe(alarm),
        metrics: queries(alarm),
        evaluationPeriods: alarm.periods.of,
        datapointsToAlarm: alarm.periods.beyond,
        threshold: alarm.threshold,
        comparisonOperator: COMPARISONS[alarm.comparison],
        treatMissingData: alarm.missingData,
        alarmActions: actions,
        okActions: actions,
      });
    }
  }
}
