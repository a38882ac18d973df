import { CfnOIDCProvider, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { GithubRole } from "./ci/github-role.ts";
import type { Resources } from "./resources.ts";
import { acknowledgeWildcard } from "./rules/wildcards.ts";
import type { Stage } from "./stage.ts";

export interface CiStackProps extends StackProps {
  readonly stageName: string;
  readonly github: NonNullable<Stage["github"]>;
  readonly resources: Pick<Resources, "tables" | "eventBus">;
}

/** What `cdk bootstrap` calls its roles by, unless it is told otherwise. */
const QUALIFIER = "hnb659fds";

/**
 * What a repository's workflows may do here: on a pull request, read what a change would come to; on main, take the roles that
 * `cdk bootstrap` made, which bound what a deployment can do, and apply the role mappings.
 */
export class CiStack extends Stack {
  constructor(scope: Construct, id: string, { stageName, github, resources, ...props }: CiStackProps) {
    super(scope, id, props);
    const { repository, oidcProvider } = github;
    const provider =
      oidcProvider ??
      new CfnOIDCProvider(this, "github", {
        url: "https://token.actions.githubusercontent.com",
        clientIdList: ["sts.amazonaws.com"],
      }).attrArn;
    const { tableArn } = resources.tables["role-mappings"];
    const readMappings = new PolicyStatement({ actions: ["dynamodb:Scan"], resources: [tableArn] });
    const common = { provider, repository };
    const plan = new GithubRole(this, "plan", {
      ...common,
      roleName: `${id}-plan`,
      description: `samltrail ${stageName}: what a pull request would change`,
      environment: `${stageName}-plan`,
      statements: [this.#bootstrapRoles("lookup"), this.#readOutputs(stageName), readMappings],
    });
    const deploy = new GithubRole(this, "deploy", {
      ...common,
      roleName: `${id}-deploy`,
      description: `samltrail ${stageName}: deploys main`,
      environment: stageName,
      statements: [
        this.#bootstrapRoles("lookup", "file-publishing", "deploy"),
        this.#readOutputs(stageName),
        readMappings,
        new PolicyStatement({
          actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
          resources: [tableArn],
        }),
        new PolicyStatement({ actions: ["dynamodb:Query"], resources: [resources.tables["role-usage"].tableArn] }),
        new PolicyStatement({ actions: ["events:PutEvents"], resources: [resources.eventBus.eventBusArn] }),
      ],
    });
    new CfnOutput(this, "PlanRole", { value: plan.roleArn });
    new CfnOutput(this, "DeployRole", { value: deploy.roleArn });
  }

  /** Which table and bus the stage's are. */
  #readOutputs(stageName: string): PolicyStatement {
    const stacks = [`samltrail-${stageName}`, `samltrail-${stageName}-state`];
    const resources = stacks.map((name) =>
      this.formatArn({ service: "cloudformation", resource: "stack", resourceName: `${name}/*` }),
    );
    const reason = "one stack each, whose ARN ends in an id that CloudFormation gives it";
    for (const resource of resources) acknowledgeWildcard(this, resource, reason);
    return new PolicyStatement({ actions: ["cloudformation:DescribeStacks"], resources });
  }

  #bootstrapRoles(...kinds: readonly string[]): PolicyStatement {
    const context: unknown = this.node.tryGetContext("@aws-cdk/core:bootstrapQualifier");
    const qualifier = typeof context === "string" ? context : QUALIFIER;
    const place = `${this.account}-${this.region}`;
    return new PolicyStatement({
      actions: ["sts:AssumeRole"],
      resources: kinds.map(
        (kind) => `arn:${this.partition}:iam::${this.account}:role/cdk-${qualifier}-${kind}-role-${place}`,
      ),
    });
  }
}
