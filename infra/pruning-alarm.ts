import { Alarm, ComparisonOperator, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/** In alarm from a run of pruning that was refused until one that was not; whoever is to hear of it subscribes to it. */
export class PruningAlarm extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Alarm(this, "alarm", {
      alarmDescription:
        "samltrail: a run of pruning was refused and did nothing; Role Mapping Pruning Refused says why (docs/roles.md)",
      // As handlers/shared/observability.ts emits it.
      metric: new Metric({
        namespace: "samltrail/operations",
        metricName: "PruningRefused",
        dimensionsMap: { service: "samltrail" },
        statistic: "Maximum",
        period: Duration.days(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.IGNORE,
    });
  }
}
