import { CfnDashboard } from "aws-cdk-lib/aws-cloudwatch";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { securityOverview } from "../dashboards/security-overview.ts";

/** The security overview, deployed as it stands in `dashboards/`. */
export class SecurityDashboard extends Construct {
  constructor(scope: Construct, id: string, { environment }: { readonly environment: string }) {
    super(scope, id);
    const stack = Stack.of(this);
    const body = securityOverview({ environment, region: stack.region });
    new CfnDashboard(this, "dashboard", {
      dashboardName: `${stack.stackName}-security`,
      dashboardBody: stack.toJsonString(body),
    });
  }
}
