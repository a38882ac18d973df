import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { lendingRoleName } from "../functions/role-names.ts";

/**
 * The role of the function that lends roles; what it may do stands beside that function. Here, since the lent roles of all accounts
 * trust it by its name: it stays what it is while functions come and go, and nobody else can take the name meanwhile.
 */
export class LendingRole extends Construct {
  constructor(scope: Construct, id: string, { stageName }: { readonly stageName: string }) {
    super(scope, id);
    new Role(this, "role", {
      roleName: lendingRoleName(stageName),
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `samltrail ${stageName}: credentials`,
    });
  }
}
