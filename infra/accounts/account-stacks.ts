/**
 * For each account whose roles a stage lends, and samltrail's own: its roles, and in each region in use the forwarding of CloudTrail's
 * records.
 */
import { Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { lendingRoleName } from "../functions/role-names.ts";
import type { Stage } from "../stage.ts";
import { LentRoleConstruct } from "./lent-role-construct.ts";
import { RecordForwarding } from "./record-forwarding.ts";

/** Where samltrail itself runs, as the stage file says. */
interface Home {
  readonly account: string;
  readonly region: string;
}

export function addAccountStacks(
  scope: Construct,
  stage: Stage,
  home: Home,
  props: () => Pick<StackProps, "tags" | "synthesizer">,
): readonly Stack[] {
  const lender = { account: home.account, roleName: lendingRoleName(stage.name) };
  const { environment, forwardedRegions } = stage;
  return [...new Set([...stage.accounts, home.account])].flatMap((account) => {
    const roles = stage.lentRoles.filter((role) => role.account === account);
    // IAM is the same in every region: the roles stand in the stack of samltrail's own region, where it calls STS.
    return [...new Set([home.region, ...forwardedRegions])].flatMap((region) => {
      const isHome = account === home.account && region === home.region;
      const mine = region === home.region ? roles : [];
      if (isHome && mine.length === 0) return [];
      const stackName = `samltrail-${stage.name}-account-${account}-${region}`;
      const stack = new Stack(scope, stackName, {
        ...props(),
        stackName,
        env: { account, region },
        description: `samltrail ${stage.name}: ${mine.length > 0 ? "the roles that it lends, and " : ""}records of who assumed and who changed them`,
      });
      for (const role of mine) new LentRoleConstruct(stack, role.name, { role, lender, environment });
      // CloudTrail's records of its own region reach samltrail's default bus by themselves.
      if (!isHome) new RecordForwarding(stack, "forwarding", home);
      return [stack];
    });
  });
}
