/** The stacks of one stage. */
import { ManagedPolicy, PermissionsBoundary } from "aws-cdk-lib/aws-iam";
import type { App, Stack, StackProps } from "aws-cdk-lib/core";
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

export function addStacks(app: App, { stage, ...options }: StacksOptions) {
  const id = `samltrail-${stage.name}`;
  const tags = { application: "samltrail", stage: stage.name };
  const stateful = new StatefulStack(app, `${id}-state`, {
    ...options,
    tags,
    stage,
    description: `samltrail ${stage.name}: tables, evidence, secrets and the event bus`,
  });
  const stateless = new StatelessStack(app, id, {
    ...options,
    tags,
    stage,
    resources: stateful.resources,
    description: `samltrail ${stage.name}: functions, routes, consumers and schedules`,
  });
  const observability = new ObservabilityStack(app, `${id}-observability`, {
    ...options,
    tags,
    stage,
    ...stateless.told,
    description: `samltrail ${stage.name}: alarms that join others, and saved queries`,
  });
  const analytics = new AnalyticsStack(app, `${id}-analytics`, {
    ...options,
    tags,
    stageName: stage.name,
    resources: stateful.resources,
    description: `samltrail ${stage.name}: the bus's archive, the schema registry, and Athena over the evidence`,
  });
  if (stage.permissionsBoundary !== undefined) {
    for (const stack of [stateful, stateless, observability, analytics]) bound(stack, stage.permissionsBoundary);
  }
  const ci = stage.github
    ? new CiStack(app, `${id}-ci`, {
        ...options,
        tags,
        stageName: stage.name,
        github: stage.github,
        resources: stateful.resources,
        description: `samltrail ${stage.name}: what the workflows of its repository may do here`,
      })
    : undefined;
  const domain = stage.domain
    ? new DomainStack(app, `${id}-domain`, {
        ...options,
        tags,
        domain: stage.domain,
        apiId: stateless.apiId,
        description: `samltrail ${stage.name}: the name that people reach it by`,
      })
    : undefined;
  const accounts = stage.home ? addAccountStacks(app, stage, stage.home, { tags }) : [];
  return { stateful, stateless, observability, analytics, ci, domain, accounts };
}

function bound(stack: Stack, name: string): void {
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, "boundary", name));
}
