/** The stacks of one stage. */
import { ManagedPolicy, PermissionsBoundary } from "aws-cdk-lib/aws-iam";
import { CliCredentialsStackSynthesizer, type IStackSynthesizer, type Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { addAccountStacks } from "./accounts/account-stacks.ts";
import { AnalyticsStack } from "./analytics-stack.ts";
import { CiStack } from "./ci-stack.ts";
import { DomainStack } from "./domain-stack.ts";
import type { CodeOf } from "./functions/handler-function.ts";
import { ObservabilityStack } from "./observability-stack.ts";
import type { Stage } from "./stage.ts";
import { StatefulStack } from "./stateful-stack.ts";
import { StatelessStack } from "./stateless-stack.ts";

export interface StacksOptions extends Pick<StackProps, "env"> {
  readonly stage: Stage;
  /** In place of esbuild's bundles. */
  readonly codeOf?: CodeOf;
}

/** @param scope an app, or a construct of somebody else's: the stacks are called the same everywhere */
export function addStacks(scope: Construct, { stage, ...options }: StacksOptions) {
  const id = `samltrail-${stage.name}`;
  const tags = { application: "samltrail", stage: stage.name };
  const named = (stackName: string) => ({ ...options, tags, stackName });
  const stateful = new StatefulStack(scope, `${id}-state`, {
    ...named(`${id}-state`),
    stage,
    description: `samltrail ${stage.name}: tables, evidence, secrets and the event bus`,
  });
  const stateless = new StatelessStack(scope, id, {
    ...named(id),
    stage,
    resources: stateful.resources,
    description: `samltrail ${stage.name}: functions, routes, consumers and schedules`,
  });
  // Its credentials function takes a role by its name.
  stateless.addStackDependency(stateful);
  const observability = new ObservabilityStack(scope, `${id}-observability`, {
    ...named(`${id}-observability`),
    stage,
    resources: stateful.resources,
    watched: stateless.watched,
    description: `samltrail ${stage.name}: dashboards, alarms and saved queries`,
  });
  const analytics = new AnalyticsStack(scope, `${id}-analytics`, {
    ...named(`${id}-analytics`),
    stageName: stage.name,
    resources: stateful.resources,
    description: `samltrail ${stage.name}: the bus's archive, the schema registry, and Athena over the evidence`,
  });
  if (stage.permissionsBoundary !== undefined) {
    for (const stack of [stateful, stateless, observability, analytics]) bound(stack, stage.permissionsBoundary);
  }
  const ci = stage.github
    ? new CiStack(scope, `${id}-ci`, {
        ...named(`${id}-ci`),
        ...byHand(),
        stageName: stage.name,
        github: stage.github,
        resources: stateful.resources,
        description: `samltrail ${stage.name}: what the workflows of its repository may do here`,
      })
    : undefined;
  const domain = stage.domain
    ? new DomainStack(scope, `${id}-domain`, {
        ...named(`${id}-domain`),
        ...byHand(),
        domain: stage.domain,
        apiId: stateless.apiId,
        description: `samltrail ${stage.name}: the name that people reach it by`,
      })
    : undefined;
  const accounts = stage.home ? addAccountStacks(scope, stage, stage.home, () => ({ tags, ...byHand() })) : [];
  return { stateful, stateless, observability, analytics, ci, domain, accounts };
}

/**
 * Under the rights of whoever deploys it, in place of those that `cdk bootstrap` gave to deployments: these make no role without the
 * boundary, and no workflow may change what workflows may do.
 */
const byHand = () => ({ synthesizer: new CliCredentialsStackSynthesizer() as IStackSynthesizer });

function bound(stack: Stack, name: string): void {
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, "boundary", name));
}
