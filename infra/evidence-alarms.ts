import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  Metric,
  type MetricProps,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/** As handlers/shared/observability.ts emits it. */
function operationsMetric(metricName: string, how: Pick<MetricProps, "statistic" | "period">): Metric {
  const dimensionsMap = { service: "samltrail" };
  return new Metric({ namespace: "samltrail/operations", metricName, dimensionsMap, ...how });
}

/** Any at all, within the time that somebody takes to look. */
const anyOf = (metricName: string) => ({
  metric: operationsMetric(metricName, { statistic: "Sum", period: Duration.hours(6) }),
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});

const ALARMS: Readonly<Record<string, AlarmProps>> = {
  "archive-findings": {
    alarmDescription:
      "samltrail: an object of the archive is not as it must be; Archive Sealed and Archive Checked say how many, the log which " +
      "(docs/runbooks/archive-findings.md)",
    ...anyOf("ArchiveFindings"),
  },
  "sealing-late": {
    alarmDescription:
      "samltrail: no hour of the archive was sealed for three hours, and until it is nothing proves what arrived " +
      "(docs/runbooks/sealing-late.md)",
    metric: operationsMetric("SealedHours", { statistic: "Sum", period: Duration.hours(1) }),
    threshold: 1,
    evaluationPeriods: 3,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    // Who seals nothing counts nothing.
    treatMissingData: TreatMissingData.BREACHING,
  },
  "guards-changed-by-hand": {
    alarmDescription:
      "samltrail: somebody changed what guards the evidence, and it was no deployment; Guard Changed says who and what " +
      "(docs/runbooks/guard-changed-by-hand.md)",
    ...anyOf("GuardsChangedByHand"),
  },
};

/** In alarm where evidence is in danger; whoever is to hear of it subscribes to them. */
export class EvidenceAlarms extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const [name, props] of Object.entries(ALARMS)) new Alarm(this, name, props);
  }
}
