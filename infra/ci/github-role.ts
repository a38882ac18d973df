import { FederatedPrincipal, type PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";

export interface GithubRoleProps {
  readonly roleName: string;
  readonly description: string;
  /** ARN of GitHub's identity provider in this account. */
  readonly provider: string;
  readonly repository: string;
  /** The environment of the repository, whose protection rules say who may run a job in it. */
  readonly environment: string;
  readonly statements: readonly PolicyStatement[];
}

/**
 * A role for jobs of one environment of one repository. Its token must be made for AWS, and its subject names the environment: a pull
 * request's job, which runs in none, and a fork's, which gets no token, cannot take it.
 */
export class GithubRole extends Construct {
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: GithubRoleProps) {
    super(scope, id);
    const { roleName, description, provider, repository, environment, statements } = props;
    const issuer = "token.actions.githubusercontent.com";
    const role = new Role(this, "role", {
      roleName,
      description,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new FederatedPrincipal(
        provider,
        {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: `repo:${repository}:environment:${environment}`,
          },
        },
        "sts:AssumeRoleWithWebIdentity",
      ),
    });
    for (const statement of statements) role.addToPolicy(statement);
    this.roleArn = role.roleArn;
  }
}
