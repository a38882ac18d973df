import { CfnDashboard } from "aws-cdk-lib/aws-cloudwatch";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { DASHBOARDS } from "../../dashboards/dashboards.ts";
import type { Places } from "../../dashboards/places.ts";

export interface DashboardsProps {
  readonly stageName: string;
  readonly places: Places;
}

/** The dashboards, deployed as they stand in `dashboards/`. */
export class Dashboards extends Construct {
  constructor(scope: Construct, id: string, { stageName, places }: DashboardsProps) {
    super(scope, id);
    for (const { name, body } of DASHBOARDS) {
      new CfnDashboard(this, name, {
        dashboardName: `samltrail-${stageName}-${name}`,
        dashboardBody: Stack.of(this).toJsonString(body(places)),
      });
    }
  }
}
