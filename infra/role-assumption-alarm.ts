import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/** In alarm as soon as CloudTrail and samltrail disagree on a lent role; whoever is to hear of it subscribes to it. */
export class RoleAssumptionAlarm extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Alarm(this, "alarm", {
      alarmDescription:
        "samltrail: a mapped role was assumed and not issued by us, or issued and never seen by CloudTrail; Role Assumption " +
        "Unmatched names it (docs/runbooks/role-assumption-unmatched.md)",
      // As handlers/shared/observability.ts emits it; both functions that reconcile count, a 0 included.
      metric: new Metric({
        namespace: "samltrail/operations",
        metricName: "RoleAssumptionUnmatched",
        dimensionsMap: { service: "samltrail" },
        statistic: Stats.SUM,
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
