import { CfnDashboard } from "aws-cdk-lib/aws-cloudwatch";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { DASHBOARDS } from "../../dashboards/dashboards.ts";
import type { Places } from "../../dashboards/places.ts";

/** The dashboards, deployed as they stand in `dashboards/`. */
export class Dashboards extends Construct {
  constructor(scope: Construct, id: string, { places }: { readonly places: Places }) {
    super(scope, id);
    const stack = Stack.of(this);
    for (const { name, body } of DASHBOARDS) {
      new CfnDashboard(this, name, {
        dashboardName: `${stack.stackName}-${name}`,
        dashboardBody: stack.toJsonString(body(places)),
      });
    }
  }
}
